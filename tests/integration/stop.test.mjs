// Ending the gateway: clean, in time, whatever goes on.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, raw } from './clients.mjs';
import { start } from './gateway.mjs';

const DEADLINE_MS = 15_000;

test('SIGTERM under load tells the clients and exits 0 within the deadline', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  for (const name of ['a', 'b', 'c']) await gateway.open(name);
  const clients = await Promise.all([
    join(t, gateway, '/'),
    join(t, gateway, '/a', { transports: ['polling'] }),
    ...Array.from({ length: 20 }, () => join(t, gateway, '/b')),
  ]);
  await Promise.all(['a', 'b', 'c'].map((name) => gateway.load(name, { event: 'messages.upsert', rate: 500, size: 2000, seconds: 60 })));
  await Promise.all(clients.map((client) => client.event('messages.upsert')));

  const end = await gateway.stop('SIGTERM');

  assert.deepEqual([end.code, end.signal], [0, null], gateway.output.slice(-3000));
  assert.ok(end.ms < DEADLINE_MS, `it took ${end.ms} ms`);
  await Promise.all(clients.map((client) => client.ended()));
});

test('SIGINT ends an idle gateway at once', async (t) => {
  const gateway = await start(t);

  const end = await gateway.stop('SIGINT');

  assert.deepEqual([end.code, end.signal], [0, null], gateway.output.slice(-3000));
});

test('connections that never said a word do not hold it up', async (t) => {
  const gateway = await start(t);
  const mute = raw(t, gateway, `/socket.io/?EIO=4&transport=websocket&apikey=${gateway.key}`);
  await mute.message((text) => String(text).startsWith('0{'));

  const end = await gateway.stop('SIGTERM');

  assert.equal(end.code, 0);
  assert.ok(end.ms < DEADLINE_MS, `it took ${end.ms} ms`);
});

test('instances are there again after a restart, even after a kill', async (t) => {
  const first = await start(t);
  const { id, token } = await first.create('shop-01', { events: ['CALL'] });
  await first.stop('SIGKILL');

  const second = await start(t, { directory: first.directory });

  const [row] = await second.must('GET', '/instance/fetchInstances');
  assert.deepEqual([row.id, row.name, row.Websocket.events], [id, 'shop-01', ['CALL']]);
  await join(t, second, '/shop-01', { key: token });
});
