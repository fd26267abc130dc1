// Changing the transport is an edit of the configuration; the binaries stay.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, raw } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const presence = (id) => ({ event: 'presence.update', data: { id, presences: {} } });
const websocket = { id: 'transport_websocket' };

test('plain WebSocket instead of Socket.IO', async (t) => {
  const gateway = await start(t, { config: configuration({ without: ['transport_socketio'], plus: [websocket] }) });
  const { token } = await gateway.open('shop-01');
  const client = raw(t, gateway, `/ws/shop-01?apikey=${token}`);
  await client.when(() => client.socket.readyState === 1, 'the open connection');

  await gateway.publish('shop-01', presence('x'));

  const envelope = JSON.parse(await client.message((text) => text.includes('presence.update')));
  assert.deepEqual([envelope.event, envelope.instance, envelope.data.id], ['presence.update', 'shop-01', 'x']);
  assert.equal((await gateway.api('GET', '/socket.io/?EIO=4&transport=polling')).status, 404);
});

test('both at once deliver the same event', async (t) => {
  const gateway = await start(t, { config: configuration({ plus: [websocket] }) });
  await gateway.open('shop-01');
  const plain = raw(t, gateway, `/ws/shop-01?apikey=${gateway.key}`);
  await plain.when(() => plain.socket.readyState === 1, 'the open connection');
  const official = await join(t, gateway, '/shop-01');

  await gateway.publish('shop-01', presence('both'));

  const envelope = await official.event('presence.update');
  assert.deepEqual(JSON.parse(await plain.message((text) => text.includes('presence.update'))), envelope);
});

test('plain WebSocket keeps tenants apart, too', async (t) => {
  const gateway = await start(t, { config: configuration({ plus: [websocket] }) });
  await gateway.open('shop-01');
  const other = await gateway.open('shop-02');

  const client = raw(t, gateway, `/ws/shop-01?apikey=${other.token}`);

  await client.when(() => client.refused !== undefined || client.closed !== undefined, 'a refusal');
  assert.equal(client.inbox.filter((text) => text.includes('"event"')).length, 0);
});
