// Files between the gateway and real Baileys clients: the same bytes come out at the other end.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import test from 'node:test';
import { Phone } from '../../clients/whatsapp/phone.mjs';
import { link, of, startAccount } from './account.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';
const jid = (number) => `${number}@s.whatsapp.net`;

// Bytes that begin like a file of some kind.
const file = (head, size = 5_000) => Buffer.concat([Buffer.from(head, 'latin1'), crypto.randomBytes(size)]);
const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0';
const WEBP = 'RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0\xff\x01\0\xff\x01\0';
const MP4 = '\0\0\0\x10ftypisom\0\0\0\0';
const OGG = `OggS\0\x02${'\0'.repeat(22)}OpusHead`;

async function shopAndAda(t, whatsapp = {}) {
  const account = await startAccount(t, { whatsapp });
  await link(account.gateway, account.relay, account.events, 'shop-01', SHOP);
  const ada = await account.client({ number: ADA, name: 'Ada' });
  return { ...account, ada };
}

const sendMedia = (gateway, bytes, more) =>
  gateway.must('POST', '/message/sendMedia/shop-01', { body: { number: ADA, media: bytes.toString('base64'), ...more } });

const base64Of = (gateway, record) =>
  gateway.api('POST', '/chat/getBase64FromMediaMessage/shop-01', { body: { message: record } });

test('files of all kinds reach the other client unchanged', async (t) => {
  const { gateway, events, ada } = await shopAndAda(t);
  const received = (type) => ada.message(({ message }) => message?.[type]);

  const picture = file(PNG);
  const record = await sendMedia(gateway, picture, { mediatype: 'image', caption: 'look', fileName: 'look.png' });
  const image = await received('imageMessage');
  assert.deepEqual(await ada.download(image), picture);
  assert.equal(image.message.imageMessage.caption, 'look');
  assert.equal(image.message.imageMessage.mimetype, 'image/png');
  assert.equal(image.message.imageMessage.width, 640);
  assert.equal(record.messageType, 'imageMessage');
  const told = await events.event('send.message', of('shop-01'));
  assert.equal(told.data.message.imageMessage.mediaKey.length, 32);

  const film = file(MP4, 200_000);
  await sendMedia(gateway, film, { mediatype: 'video', fileName: 'film.mp4' });
  assert.deepEqual(await ada.download(await received('videoMessage')), film);

  const paper = file('%PDF-1.7\n', 70_000);
  await sendMedia(gateway, paper, { mediatype: 'document', fileName: 'offer.pdf', caption: 'our offer' });
  const document = await ada.message(({ message }) => message?.documentWithCaptionMessage);
  assert.deepEqual(await ada.download(document), paper);
  assert.equal(document.message.documentWithCaptionMessage.message.documentMessage.fileName, 'offer.pdf');

  const sound = file('ID3\x03');
  await sendMedia(gateway, sound, { mediatype: 'audio', fileName: 'sound.mp3' });
  assert.deepEqual(await ada.download(await ada.message(({ message }) => message?.audioMessage)), sound);
});

test('stickers, voice notes and round videos are what they are', async (t) => {
  const { gateway, ada } = await shopAndAda(t);
  const send = (route, field, bytes) =>
    gateway.must('POST', `/message/${route}/shop-01`, { body: { number: ADA, [field]: bytes.toString('base64') } });

  const sticker = file(WEBP);
  await send('sendSticker', 'sticker', sticker);
  const stuck = await ada.message(({ message }) => message?.stickerMessage);
  assert.deepEqual(await ada.download(stuck), sticker);
  assert.equal(stuck.message.stickerMessage.width, 512);

  const voice = file(OGG);
  await send('sendWhatsAppAudio', 'audio', voice);
  const heard = await ada.message(({ message }) => message?.audioMessage);
  assert.deepEqual(await ada.download(heard), voice);
  assert.equal(heard.message.audioMessage.ptt, true);
  assert.equal(heard.message.audioMessage.mimetype, 'audio/ogg; codecs=opus');

  const round = file(MP4);
  await send('sendPtv', 'video', round);
  const seen = await ada.message(({ message }) => message?.ptvMessage);
  assert.deepEqual(await ada.download(seen), round);
});

test('a picture of somebody else is fetched over REST', async (t) => {
  const { gateway, events, ada } = await shopAndAda(t);
  const picture = file(PNG);
  await ada.sock.sendMessage(jid(SHOP), { image: picture, caption: 'look', jpegThumbnail: 'AAAA' });
  const { data } = await events.event('messages.upsert', ({ data: record }) => record.messageType === 'imageMessage');

  const { status, json } = await base64Of(gateway, asText(data));

  assert.equal(status, 201);
  assert.equal(json.mediaType, 'imageMessage');
  assert.deepEqual(Buffer.from(json.base64, 'base64'), picture);
});

test('a changed file and one that is gone are refused', async (t) => {
  const { gateway, relay, events, ada } = await shopAndAda(t);
  const receive = async (caption) => {
    await ada.sock.sendMessage(jid(SHOP), { image: file(PNG), caption, jpegThumbnail: 'AAAA' });
    return (await events.event('messages.upsert', ({ data }) => data.message?.imageMessage?.caption === caption)).data;
  };

  const changed = await receive('changed');
  relay.media.replace(changed.message.imageMessage.directPath, (bytes) => {
    bytes[100] ^= 1;
    return bytes;
  });
  const damaged = await base64Of(gateway, asText(changed));
  assert.equal(damaged.status, 400);
  assert.ok(!damaged.text.includes('"base64"'));

  const lost = await receive('lost');
  relay.media.forget(lost.message.imageMessage.directPath);
  const phone = new Phone(relay, SHOP);
  phone.once('receipt', (receipt) => phone.answerMediaRetry(receipt, { mediaKey: lost.message.imageMessage.mediaKey, error: 2 }));
  const gone = await base64Of(gateway, asText(lost));
  assert.equal(gone.status, 400);
});

test('the phone puts a file up again that is gone', async (t) => {
  const { gateway, relay, events, ada } = await shopAndAda(t);
  const picture = file(PNG);
  await ada.sock.sendMessage(jid(SHOP), { image: picture, jpegThumbnail: 'AAAA' });
  const { data } = await events.event('messages.upsert', ({ data: record }) => record.messageType === 'imageMessage');
  const { mediaKey, directPath } = data.message.imageMessage;
  const elsewhere = relay.media.move(directPath);
  const phone = new Phone(relay, SHOP);
  phone.once('receipt', (receipt) => phone.answerMediaRetry(receipt, { mediaKey, directPath: elsewhere }));

  const { status, json } = await base64Of(gateway, asText(data));

  assert.equal(status, 201);
  assert.deepEqual(Buffer.from(json.base64, 'base64'), picture);
});

test('a host that is not allowed is not asked', async (t) => {
  const { gateway, relay } = await shopAndAda(t, { media_hosts: ['.whatsapp.net'] });

  const answer = await gateway.api('POST', '/message/sendMedia/shop-01', {
    body: { number: ADA, mediatype: 'image', fileName: 'a.png', media: file(PNG).toString('base64') },
  });

  assert.notEqual(answer.status, 201);
  assert.equal(relay.media.requests.length, 0);
});

// A record as an application without binary would have it: bytes as base64 text.
function asText(value) {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(asText);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asText(each)]));
  return value;
}
