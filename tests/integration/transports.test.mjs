// Polling only, WebSocket only, and polling that is upgraded: the same events, in the same order.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join } from './clients.mjs';
import { start } from './gateway.mjs';

const numbered = (from, count) =>
  Array.from({ length: count }, (_, i) => ({ event: 'presence.update', data: { id: String(from + i), presences: {} } }));
const bytes = (n) => Buffer.from(Array.from({ length: n }, (_, i) => i % 256));

for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
  const label = transports.join(' then ');

  test(`${label}: events arrive complete and in order`, async (t) => {
    const gateway = await start(t);
    await gateway.open('shop-01');
    const client = await join(t, gateway, '/shop-01', { transports });

    // The first ones while an upgrade may be under way.
    for (let i = 0; i < 10; i++) await gateway.publish('shop-01', numbered(i * 20, 20));

    await client.event('presence.update', (envelope) => envelope.data.id === '199');
    assert.deepEqual(client.all('presence.update').map((envelope) => Number(envelope.data.id)), [...Array(200).keys()]);
  });

  test(`${label}: binary arrives as bytes, and acknowledgements go back`, async (t) => {
    const gateway = await start(t);
    await gateway.open('shop-01');
    const client = await join(t, gateway, '/shop-01', { transports });
    const data = { a: { _placeholder: true, num: 0 }, b: { _placeholder: true, num: 1 } };

    await gateway.publish('shop-01', {
      event: 'messages.upsert',
      data: { key: { remoteJid: 'x@s.whatsapp.net', fromMe: false, id: 'A' }, message: { imageMessage: data } },
      attachments: [bytes(32).toString('base64'), bytes(1000).toString('base64')],
    });

    const { imageMessage } = (await client.event('messages.upsert')).data.message;
    assert.deepEqual(Buffer.from(imageMessage.a), bytes(32));
    assert.deepEqual(Buffer.from(imageMessage.b), bytes(1000));
    assert.deepEqual(await client.ask('sendNode', { stanza: { tag: 'a', attrs: {}, content: bytes(5) } }), [{ ok: true }]);
  });
}

test('an upgrade really happens', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01', { transports: ['polling', 'websocket'] });

  await gateway.until(() => client.socket.io.engine.transport.name === 'websocket', 'the client speaks WebSocket');

  await gateway.publish('shop-01', numbered(0, 1));
  await client.event('presence.update');
});
