// What the log tells about connections, in the same words for every transport.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, raw } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const all = { config: configuration({ plus: [{ id: 'transport_websocket' }, { id: 'transport_sse' }] }) };
const logs = (gateway, pattern) => gateway.until(() => pattern.test(gateway.output), `the log has ${pattern}`);

// Opens a client of `transport` on shop-01 and answers how to end it.
const ways = {
  async transport_socketio(t, gateway) {
    const client = await join(t, gateway, '/shop-01');
    return () => client.socket.disconnect();
  },
  async transport_websocket(t, gateway) {
    const socket = raw(t, gateway, `/ws/shop-01?apikey=${gateway.key}`);
    await socket.when(() => socket.socket.readyState === 1, 'the opening');
    return () => socket.socket.close();
  },
  async transport_sse(t, gateway) {
    const stop = new AbortController();
    t.after(() => stop.abort());
    const answer = await fetch(`${gateway.url}/events/shop-01`, { headers: { apikey: gateway.key }, signal: stop.signal });
    assert.equal(answer.status, 200);
    return () => stop.abort();
  },
};
const targets = { transport_socketio: '/socket.io/?EIO=4&transport=polling', transport_websocket: '/ws/shop-01', transport_sse: '/events/shop-01' };

// A request as the transport expects it; answers the status.
async function knock(t, gateway, transport, headers) {
  if (transport === 'transport_websocket') return (await raw(t, gateway, targets[transport], { headers }).refusal()).status;
  return (await gateway.api('GET', targets[transport], { key: null, headers })).status;
}

for (const [transport, open] of Object.entries(ways)) {
  test(`${transport}: the log follows a client from the handshake to its end`, async (t) => {
    const gateway = await start(t, all);
    await gateway.open('shop-01');

    const end = await open(t, gateway);
    await logs(gateway, new RegExp(`info +clients +handshake accepted +transport=${transport} client=1 as="global key" instances=all peer=127\\.0\\.0\\.1`));
    await logs(gateway, new RegExp(`info +clients +joined +transport=${transport} client=1 channel=/shop-01 as="global key"`));
    end();
    await logs(gateway, new RegExp(`info +clients +closed +transport=${transport} client=1 reason=`));

    const before = gateway.output.length;
    const watcher = await join(t, gateway, '/shop-01');
    await gateway.publish('shop-01', Array.from({ length: 50 }, (_, i) => ({ event: 'presence.update', data: { id: `${i}`, presences: {} } })));
    await watcher.event('presence.update', (envelope) => envelope.data.id === '49');
    assert.doesNotMatch(gateway.output.slice(before), /presence/, 'nothing is logged per event');
  });

  test(`${transport}: the log says why a client was refused`, async (t) => {
    const gateway = await start(t, { ...all, env: { CORS_ORIGIN: 'https://app.example.org' } });
    await gateway.create('shop-01');

    assert.ok((await knock(t, gateway, transport, { apikey: 'nonsense-key-of-a-stranger' })) >= 400);
    await logs(gateway, new RegExp(`warn +access +handshake refused +reason="key unknown" unit=auth_apikey transport=${transport} peer=127\\.0\\.0\\.1`));
    assert.ok((await knock(t, gateway, transport, { apikey: gateway.key, origin: 'https://evil.example.org' })) >= 400);
    await logs(gateway, new RegExp(`warn +${transport} +handshake refused +reason="origin not listed" transport=${transport} peer=127\\.0\\.0\\.1`));
    assert.ok(!gateway.output.includes('nonsense-key-of-a-stranger') && !gateway.output.includes(gateway.key), 'without the key');
  });
}

test('a client that may not join is told about with the channel', async (t) => {
  const gateway = await start(t);
  const { token } = await gateway.create('shop-01');
  await gateway.create('shop-02');

  await assert.rejects(join(t, gateway, '/shop-02', { key: token }));

  await logs(gateway, /warn +access +join refused +reason=Unauthorized transport=transport_socketio client=1 channel=\/shop-02 as=/);
});

test('a stranger who knocks without end does not fill the log', async (t) => {
  const gateway = await start(t);
  const began = Date.now();

  for (let i = 0; i < 200; ++i) await gateway.api('GET', '/socket.io/?EIO=4&transport=polling', { key: 'nonsense' });

  const seconds = Math.ceil((Date.now() - began) / 1000) + 1;
  const lines = gateway.output.split('\n').filter((line) => line.includes('handshake refused'));
  assert.ok(lines.length >= 5 && lines.length <= 5 * seconds, `${lines.length} lines in ${seconds} s`);
  // The first line of another second says how many were left out.
  await gateway.until(async () => {
    await gateway.api('GET', '/socket.io/?EIO=4&transport=polling', { key: 'nonsense' });
    return /handshake refused .*left_out=\d+/.test(gateway.output);
  }, 'a line says how many were left out');
});

test('LOG_LEVEL takes the words of Evolution API', async (t) => {
  const everything = await start(t, { env: { LOG_LEVEL: 'ERROR,WARN,DEBUG,INFO,LOG,VERBOSE,DARK,WEBHOOKS,WEBSOCKET' } });
  await everything.open('shop-01');
  const client = await join(t, everything, '/shop-01');
  const text = 'this text is nobody\'s business';
  await everything.publish('shop-01', { event: 'messages.upsert', data: { key: { id: 'A1' }, message: { conversation: text } } });
  await client.event('messages.upsert');
  await logs(everything, / debug /);
  assert.ok(!everything.output.includes(text) && !everything.output.includes(everything.key), 'no word prints payloads or keys');

  const quiet = await start(t, { env: { LOG_LEVEL: 'ERROR,WARN' } });
  await quiet.api('GET', '/socket.io/?EIO=4&transport=polling', { key: 'nonsense' });
  await logs(quiet, / warn +access +handshake refused/);
  assert.doesNotMatch(quiet.output, /Z (info|debug) /);

  const silent = await start(t, { env: { LOG_LEVEL: 'ERROR' } });
  await silent.api('GET', '/socket.io/?EIO=4&transport=polling', { key: 'nonsense' });
  assert.doesNotMatch(silent.output, /Z (warn|info|debug) /);
});

test('LOG_FORMAT=json gives one object per line', async (t) => {
  const gateway = await start(t, { env: { LOG_FORMAT: 'json' } });
  const client = await join(t, gateway, '/');
  client.socket.disconnect();
  await logs(gateway, /"message":"closed"/);

  const lines = gateway.output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  const accepted = lines.find((line) => line.message === 'handshake accepted');
  assert.equal(accepted.level, 'info');
  assert.equal(accepted.fields.transport, 'transport_socketio');
});
