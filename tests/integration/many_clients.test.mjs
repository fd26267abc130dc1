// Two hundred clients at once, over every transport.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join } from './clients.mjs';
import { start } from './gateway.mjs';

const CLIENTS = 200;
const EVENTS = 20;

test('two hundred clients get every event once and in order', async (t) => {
  const gateway = await start(t);
  const { token } = await gateway.open('shop-01');
  const ways = [['websocket'], ['websocket'], ['polling'], ['polling', 'websocket']];
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) =>
      join(t, gateway, '/shop-01', { transports: ways[i % ways.length], key: i % 2 ? token : gateway.key }),
    ),
  );

  for (let i = 0; i < EVENTS; i++) {
    await gateway.publish('shop-01', { event: 'presence.update', data: { id: String(i), presences: {} } });
  }

  await Promise.all(clients.map((client) => client.event('presence.update', (envelope) => envelope.data.id === String(EVENTS - 1))));
  const expected = Array.from({ length: EVENTS }, (_, i) => String(i));
  for (const client of clients) {
    assert.deepEqual(client.all('presence.update').map((envelope) => envelope.data.id), expected);
    assert.equal(client.disconnected, undefined);
  }
});
