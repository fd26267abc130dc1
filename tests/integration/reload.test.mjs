// A changed configuration is followed while everything runs, or changes nothing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { join } from './clients.mjs';
import { configuration, PROGRAM, start } from './gateway.mjs';
import { toml } from './toml.mjs';

const CLIENTS = process.env.WAGATE_SANITIZED ? 100 : 1000;
const OLD = 'the-first-key-of-this-test';
const NEW = 'the-second-key-of-this-test';

// A gateway whose key is in its file, not in its environment.
async function startWith(t, changes) {
  const gateway = await start(t, { config: configuration(changes), env: { AUTHENTICATION_API_KEY: undefined } });
  gateway.key = changes.config.auth_apikey.key;
  gateway.rewrite = (next) => fs.writeFileSync(path.join(gateway.directory, 'wagate.toml'), toml(configuration(next)));
  gateway.reload = (key = gateway.key) => gateway.api('POST', '/wagate/reload', { key });
  return gateway;
}
const withKey = (key, more = {}) => ({ config: { auth_apikey: { key }, ...more.config }, tables: more.tables });

test('a reload loses no client and applies what has changed', async (t) => {
  const gateway = await startWith(t, withKey(OLD));
  await gateway.open('shop-01');
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, () => join(t, gateway, '/shop-01', { transports: ['websocket'] })),
  );
  gateway.rewrite(withKey(OLD, { config: { http_server: { cors: { origins: ['https://app.example.org'] } } } }));

  const answer = await gateway.reload();

  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json, { applied: ['http_server'], restart_needed: [] });
  await gateway.publish('shop-01', { event: 'presence.update', data: { id: 'after', presences: {} } });
  await Promise.all(clients.map((client) => client.event('presence.update', (envelope) => envelope.data.id === 'after')));
  assert.equal(clients.filter((client) => client.disconnected !== undefined).length, 0);
  const origin = (name) => gateway.api('GET', '/', { headers: { origin: name } });
  assert.equal((await origin('https://app.example.org')).headers.get('access-control-allow-origin'), 'https://app.example.org');
  assert.equal((await origin('https://evil.example.org')).status, 403);
});

test('a key that was changed opens nothing any more, and those who came in by it are closed', async (t) => {
  const gateway = await startWith(t, withKey(OLD));
  const { token } = await gateway.open('shop-01');
  const admin = await join(t, gateway, '/shop-01', { key: OLD });
  const tenant = await join(t, gateway, '/shop-01', { key: token });
  gateway.rewrite(withKey(NEW));

  assert.equal((await gateway.reload()).status, 200);

  await admin.when(() => admin.disconnected !== undefined, () => 'the end of the old key');
  assert.equal(tenant.disconnected, undefined);
  assert.equal((await gateway.api('GET', '/instance/fetchInstances', { key: OLD })).status, 401);
  assert.equal((await gateway.api('GET', '/instance/fetchInstances', { key: NEW })).status, 200);
  assert.ok(!gateway.output.includes(OLD) && !gateway.output.includes(NEW), 'no key in the log');
});

test('those who came in by an old key stay when the configuration says so', async (t) => {
  const keep = { tables: { access: { on_revoked: 'keep' } } };
  const gateway = await startWith(t, withKey(OLD, keep));
  await gateway.open('shop-01');
  const admin = await join(t, gateway, '/shop-01', { key: OLD });
  gateway.rewrite(withKey(NEW, keep));

  assert.equal((await gateway.reload()).status, 200);

  gateway.key = NEW;
  await gateway.publish('shop-01', { event: 'presence.update', data: { id: 'still here', presences: {} } });
  await admin.event('presence.update', (envelope) => envelope.data.id === 'still here');
  assert.equal((await gateway.api('GET', '/instance/fetchInstances', { key: OLD })).status, 401);
});

test('a file with a mistake changes nothing and says what is wrong', async (t) => {
  const gateway = await startWith(t, withKey(OLD));
  gateway.rewrite(withKey(NEW, { config: { http_server: { cors: { origin: [] } } } }));

  const answer = await gateway.reload();

  assert.equal(answer.status, 400);
  assert.match(answer.json.response.message[0], /unknown key "origin"/);
  assert.match(answer.text, /nothing was changed/);
  assert.equal((await gateway.api('GET', '/instance/fetchInstances', { key: OLD })).status, 200);
});

test('what needs a restart is named', async (t) => {
  const gateway = await startWith(t, withKey(OLD));
  gateway.rewrite(withKey(OLD, { config: { http_server: { threads: 2 } }, tables: { kernel: { global_events: true } } }));

  const answer = await gateway.reload();

  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json.applied, []);
  assert.ok(answer.json.restart_needed.includes('kernel.global_events'), answer.text);
  assert.ok(answer.json.restart_needed.some((what) => what.includes('http_server')), answer.text);
});

test('SIGHUP and the command line do the same', async (t) => {
  const gateway = await startWith(t, withKey(OLD));
  gateway.rewrite(withKey(NEW));

  gateway.child.kill('SIGHUP');

  await gateway.until(() => gateway.output.includes('configuration reloaded'), 'the reload is logged');
  const { stdout } = await promisify(execFile)(PROGRAM, ['config', 'reload', '--url', gateway.url, '--key', NEW]);
  assert.match(stdout, /nothing has changed/);
});

test('only an administrator may ask for it', async (t) => {
  const gateway = await startWith(t, withKey(OLD));
  const { token } = await gateway.create('shop-01');
  assert.equal((await gateway.reload(token)).status, 401);
  assert.equal((await gateway.reload(null)).status, 401);
});
