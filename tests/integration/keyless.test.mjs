// A dashboard on the machine of the gateway that never had a key, as Evolution API allows it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, raw, refusal } from './clients.mjs';
import { start } from './gateway.mjs';

const global = { WEBSOCKET_GLOBAL_EVENTS: 'true' };

test('a client of the same machine needs a key, and the log names the switch that would change it', async (t) => {
  const gateway = await start(t, { env: global });

  const refused = await raw(t, gateway, '/socket.io/?EIO=4&transport=websocket').refusal();

  assert.deepEqual([refused.status, refused.body], [400, 'apiKey is required']);
  await gateway.until(() => /auth_hosts .*WEBSOCKET_KEYLESS_HOSTS.* peer=127\.0\.0\.1/.test(gateway.output), 'the log names the switch');
  await gateway.until(() => /handshake refused +reason="no key in query or header" unit=auth_apikey/.test(gateway.output), 'and the reason');
});

test('with the switch it joins / without a key and sees everything', async (t) => {
  const gateway = await start(t, { env: { ...global, WEBSOCKET_KEYLESS_HOSTS: '127.0.0.1' } });
  await gateway.open('shop-01');
  const dashboard = await join(t, gateway, '/', { key: undefined });

  await gateway.publish('shop-01', { event: 'presence.update', data: { id: 'x', presences: {} } });

  await dashboard.event('presence.update', (envelope) => envelope.instance === 'shop-01');
  assert.match(gateway.output, /keyless peers are on/);
});

test('with the switch a web page and a wrong key still stay out', async (t) => {
  const gateway = await start(t, { env: { ...global, WEBSOCKET_KEYLESS_HOSTS: '127.0.0.1' } });

  assert.ok(await refusal(t, gateway, '/', { key: undefined, extraHeaders: { origin: 'https://any.example.org' } }));
  assert.ok(await refusal(t, gateway, '/', { key: 'nonsense' }));
  assert.equal((await gateway.api('GET', '/instance/fetchInstances', { key: null })).status, 401, 'REST needs a key');
});
