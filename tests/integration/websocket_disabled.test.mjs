// WEBSOCKET_ENABLED=false: no endpoint at all, and the settings routes answer with nothing.
import assert from 'node:assert/strict';
import test from 'node:test';
import { start } from './gateway.mjs';

test('switched off by the environment, there is no Socket.IO endpoint', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_ENABLED: 'false' } });
  await gateway.create('shop-01');

  const socket = await gateway.api('GET', '/socket.io/?EIO=4&transport=polling');
  const set = await gateway.api('POST', '/websocket/set/shop-01', { body: { websocket: { enabled: true, events: [] } } });
  const find = await gateway.api('GET', '/websocket/find/shop-01');

  assert.equal(socket.status, 404);
  assert.equal(socket.json.error, 'Not Found');
  assert.deepEqual([set.status, set.text], [201, '']);
  assert.deepEqual([find.status, find.text], [200, '']);
});
