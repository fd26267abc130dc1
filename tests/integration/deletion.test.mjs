// An instance goes: its last events, and the end of its namespace.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, joinAlso, refusal } from './clients.mjs';
import { start } from './gateway.mjs';

test('a deletion is announced, then the clients of the namespace are disconnected', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  const { id } = await gateway.open('shop-01');
  const root = await join(t, gateway, '/');
  const one = await joinAlso(t, root, '/shop-01');

  const answer = await gateway.must('DELETE', '/instance/delete/shop-01');

  assert.deepEqual(answer, { status: 'SUCCESS', error: false, response: { message: 'Instance deleted' } });
  assert.equal(await one.ended(), 'io server disconnect');
  assert.deepEqual((await one.event('instance.delete')).data, { instanceName: 'shop-01', instanceId: id });
  assert.equal((await one.event('remove.instance')).data, null);
  assert.deepEqual(one.names().slice(-2), ['instance.delete', 'remove.instance']);
  await root.event('remove.instance');
  assert.equal(root.disconnected, undefined, 'the root namespace goes on');
  assert.equal(await refusal(t, gateway, '/shop-01'), 'Invalid namespace');
});

test('the token of a deleted instance opens nothing', async (t) => {
  const gateway = await start(t);
  const { token } = await gateway.create('shop-01');

  await gateway.must('DELETE', '/instance/delete/shop-01');

  const answer = await gateway.api('GET', `/socket.io/?EIO=4&transport=polling&apikey=${token}`, { key: null });
  assert.equal(answer.status, 403);
});

test('an instance of the same name starts anew', async (t) => {
  const gateway = await start(t);
  const first = await gateway.create('shop-01');
  await gateway.must('DELETE', '/instance/delete/shop-01');

  const second = await gateway.open('shop-01');

  assert.notEqual(second.id, first.id);
  const client = await join(t, gateway, '/shop-01', { key: second.token });
  await gateway.publish('shop-01', { event: 'presence.update', data: { id: 'x', presences: {} } });
  await client.event('presence.update');
});

test('a creation is announced on the root namespace', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  const root = await join(t, gateway, '/');

  const { id } = await gateway.create('shop-01');

  assert.deepEqual((await root.event('instance.create')).data, { instanceName: 'shop-01', instanceId: id });
});
