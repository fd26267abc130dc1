// Bytes in events: attachments for the official client, and what becomes of too many of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, rawSession } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const placeholder = (num) => ({ _placeholder: true, num });
const record = (message) => ({ key: { remoteJid: '5511970000001@s.whatsapp.net', fromMe: false, id: 'A' }, messageType: 'imageMessage', message });

test('an image is a binary event with its attachments adjacent, a text is a text event', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await rawSession(t, gateway, '/shop-01');

  await gateway.publish('shop-01', [
    { event: 'messages.upsert', data: record({ conversation: 'plain' }) },
    {
      event: 'messages.upsert',
      data: record({ imageMessage: { mediaKey: placeholder(0), fileSha256: placeholder(1), jpegThumbnail: placeholder(2) } }),
      attachments: ['AAE=', 'Ag==', ''],
    },
    { event: 'presence.update', data: { id: 'after', presences: {} } },
  ]);

  await client.message((text) => String(text).includes('"after"'), 'the last event');
  const at = client.inbox.findIndex((text) => String(text).startsWith('453-/shop-01,["messages.upsert",'));
  assert.ok(at > 0, client.inbox.map(String).join('\n'));
  assert.match(client.inbox[at - 1], /^42\/shop-01,\["messages\.upsert",.*"conversation":"plain"/);
  assert.match(client.inbox[at], /"mediaKey":\{"_placeholder":true,"num":0\}/);
  assert.deepEqual(client.inbox.slice(at + 1, at + 4), [Buffer.from([0, 1]), Buffer.from([2]), Buffer.from([])]);
  assert.match(client.inbox[at + 4], /"after"/);
});

test('a live image has bytes in the places of keys, hashes and thumbnail, and wide numbers', async (t) => {
  const gateway = await start(t, { config: configuration({ config: { session_simulator: { live: true, pace: 6000 } } }) });
  await gateway.open('shop-01', { events: ['MESSAGES_UPSERT'] });
  const client = await join(t, gateway, '/shop-01');

  const { data } = await client.event('messages.upsert', (envelope) => envelope.data.messageType === 'imageMessage');

  const { imageMessage } = data.message;
  for (const field of ['fileSha256', 'mediaKey', 'fileEncSha256', 'jpegThumbnail']) {
    assert.ok(Buffer.isBuffer(imageMessage[field]), `${field}: ${JSON.stringify(imageMessage)}`);
  }
  assert.deepEqual(Object.keys(imageMessage.fileLength), ['low', 'high', 'unsigned']);
  assert.equal(typeof data.messageTimestamp, 'number');
});

test('more attachments than official clients take arrive as base64 text', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01');
  const bytes = Array.from({ length: 11 }, (_, i) => Buffer.from([i, 255]));

  await gateway.publish('shop-01', {
    event: 'messages.set',
    data: bytes.map((_, i) => record({ imageMessage: { mediaKey: placeholder(i) } })),
    attachments: bytes.map((value) => value.toString('base64')),
  });

  const { data } = await client.event('messages.set');
  assert.deepEqual(data.map((entry) => Buffer.from(entry.message.imageMessage.mediaKey, 'base64')), bytes);
  assert.equal(client.disconnected, undefined);
});
