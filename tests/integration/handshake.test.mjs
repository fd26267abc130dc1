// The door: keys, protocol versions, and what a refusal looks like on the wire.
import assert from 'node:assert/strict';
import test from 'node:test';
import { raw } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const POLLING = '/socket.io/?EIO=4&transport=polling';
const WEBSOCKET = '/socket.io/?EIO=4&transport=websocket';

test('polling without a key and with a wrong key is refused in the words of the original', async (t) => {
  const gateway = await start(t);

  const none = await gateway.api('GET', POLLING, { key: null });
  const wrong = await gateway.api('GET', POLLING + '&apikey=nonsense', { key: null });

  assert.deepEqual([none.status, none.json], [403, { code: 4, message: 'apiKey is required' }]);
  assert.match(none.headers.get('content-type'), /^application\/json/);
  assert.deepEqual([wrong.status, wrong.json], [403, { code: 4, message: 'Invalid global token' }]);
});

test('a websocket without a key gets a plain 400', async (t) => {
  const gateway = await start(t);

  const none = await raw(t, gateway, WEBSOCKET).refusal();
  const wrong = await raw(t, gateway, WEBSOCKET + '&apikey=nonsense').refusal();

  assert.deepEqual([none.status, none.body], [400, 'apiKey is required']);
  assert.deepEqual([wrong.status, wrong.body], [400, 'Invalid global token']);
});

test('the key may be in the query or in a header, and the query wins', async (t) => {
  const gateway = await start(t);
  const attempt = async (query, header) => (await gateway.api('GET', POLLING + query, { key: header })).status;

  assert.equal(await attempt(`&apikey=${gateway.key}`, null), 200);
  assert.equal(await attempt('', gateway.key), 200);
  assert.equal(await attempt(`&apikey=${gateway.key}`, 'nonsense'), 200);
  assert.equal(await attempt('&apikey=nonsense', gateway.key), 403);
});

test('what is no handshake gets the error codes of the protocol', async (t) => {
  const gateway = await start(t);
  const key = `&apikey=${gateway.key}`;
  const attempt = async (method, target) => {
    const answer = await gateway.api(method, target, { key: null });
    return [answer.status, answer.json?.code, answer.json?.message];
  };

  assert.deepEqual(await attempt('GET', '/socket.io/?EIO=3&transport=polling' + key), [400, 5, 'Unsupported protocol version']);
  assert.deepEqual(await attempt('GET', '/socket.io/?EIO=4&transport=pigeon' + key), [400, 0, 'Transport unknown']);
  assert.deepEqual(await attempt('GET', POLLING + '&sid=nobody' + key), [400, 1, 'Session ID unknown']);
  assert.deepEqual(await attempt('POST', POLLING + key), [400, 2, 'Bad handshake method']);
});

test('the open packet has the numbers of the original', async (t) => {
  const gateway = await start(t);

  const polling = await gateway.api('GET', POLLING + `&apikey=${gateway.key}`, { key: null });
  const socket = raw(t, gateway, WEBSOCKET + `&apikey=${gateway.key}`);
  const text = await socket.message((data) => String(data).startsWith('0'));

  const open = JSON.parse(polling.text.slice(1));
  assert.deepEqual(Object.keys(open), ['sid', 'upgrades', 'pingInterval', 'pingTimeout', 'maxPayload']);
  assert.deepEqual({ ...open, sid: '' }, { sid: '', upgrades: ['websocket'], pingInterval: 25000, pingTimeout: 20000, maxPayload: 1000000 });
  assert.deepEqual(JSON.parse(text.slice(1)).upgrades, []);
});

test('the server pings, and ends a session that does not answer', async (t) => {
  const config = configuration({ config: { transport_socketio: { ping_interval_ms: 100, ping_timeout_ms: 200 } } });
  const gateway = await start(t, { config });
  const target = WEBSOCKET + `&apikey=${gateway.key}`;
  const lively = raw(t, gateway, target);
  const silent = raw(t, gateway, target);
  lively.socket.on('message', (data) => data.toString() === '2' && lively.send('3'));
  for (const socket of [lively, silent]) {
    await socket.message((data) => String(data).startsWith('0'));
    socket.send('40');
  }

  await silent.close();

  const pings = () => lively.inbox.filter((data) => data === '2').length;
  const seen = pings();
  await lively.when(() => pings() > seen + 2, 'further pings');
  assert.equal(lively.closed, undefined);
});

test('a peer that is not listed is refused whatever its key', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_ALLOWED_HOSTS: '10.1.2.3,192.168.0.0/16' } });

  const answer = await gateway.api('GET', POLLING + `&apikey=${gateway.key}`, { key: null });

  assert.equal(answer.status, 403);
  assert.match(gateway.output, /127\.0\.0\.1/);
});

test('a refusal is logged with its reason and without the key', async (t) => {
  const gateway = await start(t);

  await gateway.api('GET', POLLING + '&apikey=nonsense-key-7', { key: null });

  await gateway.until(() => /key unknown/.test(gateway.output), 'the reason is logged');
  assert.ok(!gateway.output.includes('nonsense-key-7'));
});
