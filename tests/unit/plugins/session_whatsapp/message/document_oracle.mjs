// Documents as Baileys' own protobuf classes give them, driven by document_oracle_test.cc: a request names a sample, the
// answer is its wire form and the decoded object, bytes as numbered placeholders.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = process.argv[2];
const { proto } = await import(pathToFileURL(path.join(modules, 'baileys/WAProto/index.js')));
const require = createRequire(path.join(modules, 'here.js'));
const Long = require('long');

const bytes = (length, value) => Buffer.alloc(length, value);
const long = (text, unsigned) => Long.fromString(text, unsigned);
const media = {
  url: 'https://mmg.whatsapp.net/o1/v/t24/f2/m1/AQ',
  directPath: '/o1/v/t24/f2/m1/AQ',
  fileSha256: bytes(32, 1),
  fileEncSha256: bytes(32, 2),
  mediaKey: bytes(32, 3),
  fileLength: long('3000000000', true),
  mediaKeyTimestamp: long('1768485800', false),
};
const quote = {
  stanzaId: '3EB0AA',
  participant: '5511960000009@s.whatsapp.net',
  quotedMessage: { extendedTextMessage: { text: 'please send it', contextInfo: { isForwarded: true, forwardingScore: 3 } } },
  mentionedJid: ['5511970000001@s.whatsapp.net', '5511970000002@s.whatsapp.net'],
  expiration: 604800,
  ephemeralSettingTimestamp: long('1768313002', false),
  disappearingMode: { initiator: 0 },
};
const deviceList = {
  deviceListMetadata: {
    senderKeyHash: bytes(10, 4),
    senderTimestamp: long('1768480000', true),
    recipientKeyHash: bytes(10, 5),
    recipientTimestamp: long('18446744073709551615', true),
    senderKeyIndexes: [1, 2, 300],
  },
  deviceListMetadataVersion: 2,
  messageSecret: bytes(32, 6),
};

const samples = {
  text: { conversation: 'Good morning – “ünïcode” 👍 \u0001', messageContextInfo: deviceList },
  image: { imageMessage: { ...media, mimetype: 'image/jpeg', caption: 'receipt', height: 1600, width: 900, jpegThumbnail: bytes(1204, 7), scanLengths: [10, 20], contextInfo: quote }, messageContextInfo: deviceList },
  video: { videoMessage: { ...media, mimetype: 'video/mp4', seconds: 12, gifPlayback: false, streamingSidecar: bytes(20, 8), contextInfo: {} } },
  audio: { audioMessage: { ...media, mimetype: 'audio/ogg; codecs=opus', seconds: 3, ptt: true, waveform: bytes(64, 9) } },
  document: { documentMessage: { ...media, title: 'invoice', fileName: 'invoice.pdf', pageCount: 3 } },
  sticker: { stickerMessage: { ...media, mimetype: 'image/webp', isAnimated: true, height: 512, width: 512 } },
  location: { locationMessage: { degreesLatitude: -23.5505199, degreesLongitude: -46.6333094, name: 'Sé', address: 'São Paulo' } },
  live: { liveLocationMessage: { degreesLatitude: 1e-9, degreesLongitude: 0, accuracyInMeters: 7, speedInMps: 0.1, sequenceNumber: long('-5', false), caption: 'here' } },
  contact: { contactMessage: { displayName: 'Ana', vcard: 'BEGIN:VCARD\nEND:VCARD' } },
  contacts: { contactsArrayMessage: { displayName: '2', contacts: [{ displayName: 'Ana' }, { displayName: 'Bob' }] } },
  reaction: { reactionMessage: { key: { remoteJid: '5511970000001@s.whatsapp.net', fromMe: false, id: '3EB0AA' }, text: '👍', senderTimestampMs: long('1768485802518', false) } },
  poll: { pollCreationMessageV3: { name: 'When?', options: [{ optionName: 'Now' }, { optionName: 'Later' }], selectableOptionsCount: 1 }, messageContextInfo: { messageSecret: bytes(32, 1) } },
  list: { listResponseMessage: { title: 'Chosen', listType: 1, singleSelectReply: { selectedRowId: 'row-1' }, contextInfo: quote } },
  buttons: { buttonsResponseMessage: { selectedButtonId: 'b1', selectedDisplayText: 'Yes', type: 1 } },
  template: { templateButtonReplyMessage: { selectedId: 'id', selectedDisplayText: 'Yes', selectedIndex: 0 } },
  invite: { groupInviteMessage: { groupJid: '1@g.us', inviteCode: 'code', inviteExpiration: long('1768485802', false), groupName: 'Group', caption: 'join' } },
  once: { viewOnceMessageV2: { message: { imageMessage: { ...media, viewOnce: true } } } },
  ephemeral: { ephemeralMessage: { message: { extendedTextMessage: { text: 'gone', previewType: 0, textArgb: 4294967295, contextInfo: quote } } } },
  interactive: { interactiveMessage: { body: { text: 'choose' }, nativeFlowMessage: { buttons: [{ name: 'quick_reply', buttonParamsJson: '{}' }], messageVersion: 1 } } },
  response: { interactiveResponseMessage: { body: { text: 'chosen' }, nativeFlowResponseMessage: { name: 'flow', paramsJson: '{"a":1}', version: 3 } } },
  album: { albumMessage: { expectedImageCount: 3, expectedVideoCount: 1 } },
  event: { eventMessage: { name: 'Party', startTime: long('1768485802', false), location: { degreesLatitude: 1.5 } } },
  pin: { pinInChatMessage: { key: { id: '3EB0AA' }, type: 1, senderTimestampMs: long('1768485802518', false) } },
};

// Newer lists that documents do not have.
const leftOut = new Set(['statusAttributions', 'threadId', 'endCardTiles']);

function placed(value, attachments) {
  if (value instanceof Uint8Array) return { _placeholder: true, num: attachments.push(Buffer.from(value).toString('base64')) - 1 };
  if (Long.isLong(value)) return { low: value.low, high: value.high, unsigned: value.unsigned };
  if (Array.isArray(value)) return value.map((entry) => placed(entry, attachments));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .filter((name) => !leftOut.has(name))
      .map((name) => [name, placed(value[name], attachments)]),
  );
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    if (request.op === 'names') {
      answer = { names: Object.keys(samples) };
    } else {
      const wire = Buffer.from(proto.Message.encode(proto.Message.fromObject(samples[request.name])).finish());
      const attachments = [];
      const record = JSON.stringify(placed(proto.Message.decode(wire), attachments));
      answer = { wire: wire.toString('base64'), record, attachments, edit: JSON.stringify(proto.Message.decode(wire).toJSON()) };
    }
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
