// What a client asks to receive, over every transport.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { join } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const SSE = { plus: [{ id: 'transport_sse' }] };
const image = {
  event: 'messages.upsert',
  data: {
    key: { remoteJid: '5511970000001@s.whatsapp.net', fromMe: false, id: 'A1' },
    messageType: 'imageMessage',
    message: { imageMessage: { caption: 'a', jpegThumbnail: { _placeholder: true, num: 0 }, mediaKey: { _placeholder: true, num: 1 } } },
  },
  attachments: [Buffer.from('thumb').toString('base64'), Buffer.from('key').toString('base64')],
};
const text = (chat, id, fromMe = false) => ({
  event: 'messages.upsert',
  data: { key: { remoteJid: chat, fromMe, id }, messageType: 'conversation', message: { conversation: 'hi' } },
});
// Of a chat that was asked for: an event that names a chat is bound by the choice of chats, too.
const marker = { event: 'presence.update', data: { id: '5511970000001@s.whatsapp.net', presences: {} } };

test('a Socket.IO client gets the events, chats and directions it asked for', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01', {
    query: { apikey: gateway.key, events: 'messages.upsert,presence.update', chats: '5511970000001', from_me: 'false' },
  });

  await gateway.publish('shop-01', [
    text('5511970000001@s.whatsapp.net', 'mine', true),
    text('5511970000002@s.whatsapp.net', 'other chat'),
    { event: 'chats.update', data: [] },
    text('5511970000001@s.whatsapp.net', 'wanted'),
    marker,
  ]);
  await client.event('presence.update', (envelope) => envelope.data.id === marker.data.id);

  assert.deepEqual(client.all('messages.upsert').map((envelope) => envelope.data.key.id), ['wanted']);
  assert.equal(client.all('chats.update').length, 0);
});

test('bytes come as base64, and large fields stay away, when asked', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const plain = await join(t, gateway, '/shop-01');
  const lean = await join(t, gateway, '/shop-01', { query: { apikey: gateway.key, binary: 'base64', omit: 'thumbnails' } });

  await gateway.publish('shop-01', image);

  const full = (await plain.event('messages.upsert')).data.message.imageMessage;
  assert.equal(String(full.jpegThumbnail), 'thumb');
  assert.equal(String(full.mediaKey), 'key');
  const cut = (await lean.event('messages.upsert')).data.message.imageMessage;
  assert.deepEqual(cut, { caption: 'a', mediaKey: Buffer.from('key').toString('base64') });
});

test('an event that does not exist is refused with a sentence', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  await assert.rejects(join(t, gateway, '/shop-01', { query: { apikey: gateway.key, events: 'mesages.upsert' } }), /there is no event "mesages\.upsert"/);
});

test('curl follows an instance as server-sent events', async (t) => {
  const gateway = await start(t, { config: configuration(SSE) });
  const { token } = await gateway.open('shop-01');
  const curl = spawn('curl', ['-sN', '-H', `apikey: ${token}`, `${gateway.url}/events/shop-01?events=messages.upsert&omit=thumbnails`]);
  t.after(() => curl.kill());
  let seen = '';
  curl.stdout.on('data', (chunk) => (seen += chunk));
  await gateway.until(() => seen.includes(': joined'), 'the stream has begun');

  await gateway.publish('shop-01', [{ event: 'chats.update', data: [] }, image]);
  await gateway.until(() => /data: .*\n\n/.test(seen), 'an event has come');

  assert.match(seen, /^event: messages\.upsert$/m);
  assert.doesNotMatch(seen, /chats\.update|jpegThumbnail/);
  const envelope = JSON.parse(/^data: (.*)$/m.exec(seen)[1]);
  assert.equal(envelope.data.message.imageMessage.mediaKey, Buffer.from('key').toString('base64'));

  await gateway.must('DELETE', '/instance/delete/shop-01');
  await new Promise((resolve) => curl.on('close', resolve));
  assert.match(seen, /event: wagate\.closed\ndata: \{"reason":"the instance was deleted"\}/);
});

test('server-sent events are refused like sockets', async (t) => {
  const gateway = await start(t, { config: configuration(SSE) });
  await gateway.open('shop-01');
  const { token } = await gateway.create('shop-02');
  const status = async (target, options) => (await gateway.api('GET', target, options)).status;
  assert.equal(await status('/events/shop-01', { key: null }), 401);
  assert.equal(await status('/events/shop-01', { key: token }), 403);
  assert.equal(await status('/events/nobody'), 404);
  assert.equal(await status('/events/shop-01?events=nonsense'), 400);
});
