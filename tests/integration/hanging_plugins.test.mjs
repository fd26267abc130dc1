// Plugins whose calls do not return: those who depend on them are told, everybody else notices nothing, and the
// gateway still ends when it is asked to.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { join, refusal } from './clients.mjs';
import { BUILD, configuration, start, temporaryDirectory } from './gateway.mjs';

const STOP_MS = 4_000;

const stanza = { tag: 'probe', attrs: { type: 'available', name: 'Shop' } };

const fixture = (id, more = {}) => ({ id, file: path.join(BUILD, 'tests/fixtures', `${id}.so`), ...more });

// A gateway with a provider, for the integration "HANGS", some of whose calls hang.
function withProvider(t, hangsIn, config = {}) {
  return start(t, {
    config: configuration({
      plus: [fixture('hangs_in_execute', { config: { hangs_in: hangsIn, ...config } })],
      tables: {
        kernel: { global_events: true, command_deadline_ms: 1_000, shutdown_deadline_ms: STOP_MS },
        instances: { integrations: { SIMULATOR: 'session_simulator', HANGS: 'hangs_in_execute' } },
      },
    }),
  });
}

const fellAsleep = (gateway, count = 1) =>
  gateway.until(() => gateway.output.split('went to sleep').length > count, 'a call hangs');

// Whether strangers and old clients get what they should while something hangs.
async function assertServes(t, gateway, client) {
  const newcomer = await join(t, gateway, '/');
  const id = `during-${Date.now()}`;
  await gateway.publish('shop-01', { event: 'contacts.update', data: [{ id }] });
  for (const one of [client, newcomer]) await one.event('contacts.update', (envelope) => envelope.data[0].id === id);
  assert.equal((await gateway.api('GET', '/', { key: null })).status, 200);
}

// The exit code says that the gateway was within its own deadline; 70 would say it was not.
async function assertEnds(gateway) {
  const end = await gateway.stop('SIGTERM');
  assert.deepEqual([end.code, end.signal], [0, null], gateway.output.slice(-3000));
}

test('a provider that hangs in a command holds up only the instance it is for', async (t) => {
  const gateway = await withProvider(t, ['execute']);
  await gateway.open('shop-01');
  await gateway.open('stuck-1', { integration: 'HANGS' });
  await gateway.open('free-1', { integration: 'HANGS' });
  const client = await join(t, gateway, '/');

  const answer = client.ask('sendNode', { instanceId: 'stuck-1', stanza });
  await fellAsleep(gateway);

  await assertServes(t, gateway, client);
  assert.deepEqual(await client.ask('sendNode', { instanceId: 'free-1', stanza }), [{ ok: true }]);
  const [{ ok, error, message }] = await answer;
  assert.deepEqual([ok, error, message], [false, 'send_failed', 'no answer within 1 s']);
  const [{ message: again }] = await client.ask('sendNode', { instanceId: 'stuck-1', stanza });
  assert.match(again, /unit "hangs_in_execute" hangs: execute\(\) has not returned for \d+ ms|no answer within 1 s/);
  assert.ok(!gateway.output.includes('woke up'));
  await assertEnds(gateway);
  await gateway.until(() => /hangs_in_execute +left the unit as it is, a call into it does not return +call=execute/.test(gateway.output), 'the log says so');
});

test('a command goes on when the call returns after all, and what was given up is not sent', async (t) => {
  const until = path.join(temporaryDirectory(t), 'awake');
  const gateway = await withProvider(t, ['execute'], { until });
  await gateway.open('stuck-1', { integration: 'HANGS' });
  const client = await join(t, gateway, '/');
  const answers = [1, 2].map(() => client.ask('sendNode', { instanceId: 'stuck-1', stanza }));
  for (const [answer] of await Promise.all(answers)) assert.equal(answer.ok, false);

  fs.writeFileSync(until, '');
  await gateway.until(() => gateway.output.includes('woke up'), 'the call returns');
  assert.deepEqual(await client.ask('sendNode', { instanceId: 'stuck-1', stanza }), [{ ok: true }]);

  assert.equal(gateway.output.split('went to sleep').length - 1, 2, 'the first and the last, not the one that was given up');
  await assertEnds(gateway);
  assert.ok(!gateway.output.includes('left the unit as it is'));
});

test('a provider that hangs while it opens or closes sessions holds up neither the others nor the end', async (t) => {
  const gateway = await withProvider(t, ['open', 'close']);
  await gateway.open('shop-01');
  await gateway.open('free-1', { integration: 'HANGS' });
  await gateway.create('stuck-1', { integration: 'HANGS' });
  const client = await join(t, gateway, '/');

  const connecting = gateway.api('GET', '/instance/connect/stuck-1').catch((error) => error);
  await fellAsleep(gateway);

  await assertServes(t, gateway, client);
  await assertEnds(gateway);
  await connecting;
  await gateway.until(() => /could not suspend a session +instance=free-1/.test(gateway.output), 'the log says so');
  await gateway.until(() => /hangs_in_execute +left the unit as it is/.test(gateway.output), 'the log says so');
});

test('an authenticator that hangs refuses those who need it, within its deadline, and nobody else', async (t) => {
  const gateway = await start(t, {
    config: configuration({
      plus: [fixture('hangs_in_authenticate')],
      tables: {
        kernel: { global_events: true, shutdown_deadline_ms: STOP_MS },
        access: { deadline_ms: 1_000, chain: ['hangs_in_authenticate', 'auth_apikey'] },
      },
    }),
  });
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/');

  const before = Date.now();
  const refused = refusal(t, gateway, '/', { transports: ['polling'], query: { badge: 'x', apikey: gateway.key } });
  await fellAsleep(gateway);

  await assertServes(t, gateway, client);
  assert.ok(await refused, 'it was let in');
  assert.ok(Date.now() - before >= 1_000, 'the deadline is for units that may answer yet');
  await gateway.until(() => /handshake refused +reason="no answer within 1000 ms" unit=hangs_in_authenticate/.test(gateway.output), 'the log says so');

  // The second one takes the last of its places: from now on everybody who needs the unit is refused at once.
  assert.ok(await refusal(t, gateway, '/', { transports: ['polling'], query: { badge: 'y', apikey: gateway.key } }));
  await gateway.until(async () => {
    assert.ok(await refusal(t, gateway, '/'), 'it was let in');
    return /reason="unit \\"hangs_in_authenticate\\" hangs: authenticate\(\) has not returned for/.test(gateway.output);
  }, 'the unit counts as hanging');
  await client.ask('sendNode', { instanceId: 'shop-01', stanza }); // those who are in stay in
  await assertEnds(gateway);
});

test('SIGTERM answers a client that waits for an authenticator', async (t) => {
  const gateway = await start(t, {
    config: configuration({
      plus: [fixture('hangs_in_authenticate')],
      tables: {
        kernel: { shutdown_deadline_ms: STOP_MS },
        access: { deadline_ms: 60_000, chain: ['hangs_in_authenticate', 'auth_apikey'] },
      },
    }),
  });
  const refused = refusal(t, gateway, '/', { transports: ['polling'], query: { badge: 'x', apikey: gateway.key } });
  await fellAsleep(gateway);

  await assertEnds(gateway);

  assert.ok(await refused);
});
