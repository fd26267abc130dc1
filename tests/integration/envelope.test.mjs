// What is around the data of an event.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, rawSession } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const presence = { event: 'presence.update', data: { id: 'x', presences: {} } };

test('an envelope has exactly its fields, in the order of the original', async (t) => {
  const gateway = await start(t, { env: { SERVER_URL: 'https://wa.example.org' } });
  await gateway.open('shop-01');
  const client = await rawSession(t, gateway, '/shop-01');

  await gateway.publish('shop-01', presence);

  const packet = await client.message((text) => String(text).includes('"presence.update"'), 'the event');
  const [event, envelope] = JSON.parse(packet.slice('42/shop-01,'.length));
  assert.equal(event, 'presence.update');
  assert.deepEqual(Object.keys(envelope), ['event', 'instance', 'data', 'server_url', 'date_time', 'sender', 'apikey']);
  assert.equal(envelope.event, 'presence.update');
  assert.equal(envelope.instance, 'shop-01');
  assert.deepEqual(envelope.data, presence.data);
  assert.equal(envelope.server_url, 'https://wa.example.org');
  assert.match(envelope.date_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.match(envelope.sender, /^\d+@s\.whatsapp\.net$/);
  assert.equal(envelope.apikey, null);
});

test('the sender is absent before the instance was open, the server URL when it is not set', async (t) => {
  // A session that waits for its code to be scanned.
  const gateway = await start(t, { config: configuration({ config: { session_simulator: { scan_after_ms: 0 } } }) });
  await gateway.create('shop-01');
  await gateway.must('GET', '/instance/connect/shop-01');
  const client = await join(t, gateway, '/shop-01');

  await gateway.publish('shop-01', presence);

  const envelope = await client.event('presence.update');
  assert.deepEqual(Object.keys(envelope), ['event', 'instance', 'data', 'date_time', 'apikey']);
});

test('exposed, the token is in copies for those who know it already', async (t) => {
  const env = { AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES: 'true', WEBSOCKET_GLOBAL_EVENTS: 'true' };
  const gateway = await start(t, { env });
  const { token } = await gateway.open('shop-01');
  const byKey = await join(t, gateway, '/shop-01');
  const byToken = await join(t, gateway, '/shop-01', { key: token });

  await gateway.publish('shop-01', presence);

  assert.equal((await byKey.event('presence.update')).apikey, token);
  assert.equal((await byToken.event('presence.update')).apikey, token);
});

test('the global key is in no envelope, no answer and no line of the log', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true', AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES: 'true' } });
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/');
  await gateway.publish('shop-01', presence);
  await client.event('presence.update');

  const answers = await Promise.all(
    ['/', '/instance/fetchInstances', '/nope'].map(async (target) => (await gateway.api('GET', target)).text),
  );

  assert.ok(!JSON.stringify(client.inbox).includes(gateway.key));
  assert.ok(!answers.join('').includes(gateway.key));
  assert.ok(!gateway.output.includes(gateway.key));
});
