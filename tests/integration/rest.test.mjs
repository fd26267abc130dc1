// The REST routes around the socket, in the shapes that existing dashboards expect.
import assert from 'node:assert/strict';
import test from 'node:test';
import { start } from './gateway.mjs';

const ALL = 31;

test('no key is 401 with a string; an unknown instance with the global key is 404 with a list', async (t) => {
  const gateway = await start(t);
  await gateway.create('shop-01');

  const none = await gateway.api('GET', '/instance/connectionState/shop-01', { key: null });
  const hidden = await gateway.api('GET', '/instance/connectionState/nobody', { key: null });
  const unknown = await gateway.api('GET', '/instance/connectionState/nobody');

  assert.deepEqual([none.status, none.json], [401, { status: 401, error: 'Unauthorized', response: { message: 'Unauthorized' } }]);
  assert.equal(hidden.status, 401, 'names cannot be found out without a key');
  assert.deepEqual(unknown.json, { status: 404, error: 'Not Found', response: { message: ['The "nobody" instance does not exist'] } });
  assert.equal(unknown.status, 404);
});

test('an unknown route is 404 with the method and the URL', async (t) => {
  const gateway = await start(t);

  const answer = await gateway.api('GET', '/nope?x=1');

  assert.deepEqual(answer.json, { status: 404, error: 'Not Found', response: { message: ['Cannot GET /nope?x=1'] } });
});

test('create answers the keys of the original', async (t) => {
  const gateway = await start(t);

  const answer = await gateway.api('POST', '/instance/create', { body: { instanceName: 'shop-01', integration: 'WHATSAPP-BAILEYS' } });

  assert.equal(answer.status, 201);
  const { instance, hash, settings, websocket } = answer.json;
  assert.deepEqual(
    { ...instance, instanceId: '' },
    { instanceName: 'shop-01', instanceId: '', integration: 'WHATSAPP-BAILEYS', webhookWaBusiness: null, accessTokenWaBusiness: '', status: 'close' },
  );
  assert.match(instance.instanceId, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.equal(typeof hash, 'string');
  assert.deepEqual(websocket, {});
  assert.equal(settings.rejectCall, false);
});

test('a name in use is 403, a wrong integration and a token in use are 400', async (t) => {
  const gateway = await start(t);
  await gateway.create('shop-01', { token: 'token-of-shop-01' });
  const create = (body) => gateway.api('POST', '/instance/create', { body: { integration: 'SIMULATOR', ...body } });

  const twice = await create({ instanceName: 'shop-01' });
  const pigeon = await create({ instanceName: 'shop-02', integration: 'PIGEON' });
  const token = await create({ instanceName: 'shop-03', token: 'token-of-shop-01' });

  assert.deepEqual([twice.status, twice.json.response.message], [403, ['This name "shop-01" is already in use.']]);
  assert.deepEqual([pigeon.status, pigeon.json.response.message], [400, ['Invalid integration']]);
  assert.deepEqual([token.status, token.json.response.message], [400, ['Token already exists']]);
});

test('/websocket/set keeps to its table', async (t) => {
  const gateway = await start(t);
  const { id } = await gateway.create('shop-01');
  const set = (body) => gateway.api('POST', '/websocket/set/shop-01', { body });
  const find = async () => (await gateway.api('GET', '/websocket/find/shop-01')).json;

  const row = await set({ websocket: { enabled: true, events: ['MESSAGES_UPSERT'] } });
  assert.equal(row.status, 201);
  assert.deepEqual([row.json.enabled, row.json.events, row.json.instanceId], [true, ['MESSAGES_UPSERT'], id]);
  assert.deepEqual((await find()).events, ['MESSAGES_UPSERT']);

  assert.equal((await set({ websocket: { enabled: true, events: [] } })).json.events.length, ALL);
  assert.equal((await set({ websocket: { enabled: true } })).json.events.length, ALL, 'no list is an empty one');
  assert.deepEqual((await set({ websocket: { enabled: false, events: ['CALL'] } })).json.events, []);
  const missing = await set({});
  assert.deepEqual([missing.status, missing.json.response.message], [400, [['instance requires property "websocket"']]]);
  const unknown = await set({ websocket: { enabled: true, events: ['NOPE'] } });
  assert.equal(unknown.status, 400);
  assert.match(unknown.json.response.message[0][0], /^websocket\.events\[0\] is not one of enum values: APPLICATION_STARTUP,/);
});

test('the query of a route cannot replace its path, nor open another route', async (t) => {
  const gateway = await start(t);
  const one = await gateway.create('shop-01');
  await gateway.create('shop-02');
  const body = { websocket: { enabled: true, events: ['CALL'] } };

  await gateway.api('POST', '/websocket/set/shop-01?instanceName=shop-02', { key: one.token, body });
  const created = await gateway.api('POST', '/instance/create?x=/instance/fetchInstances', {
    key: one.token,
    body: { instanceName: 'shop-03', integration: 'SIMULATOR' },
  });

  assert.deepEqual((await gateway.must('GET', '/websocket/find/shop-01')).events, ['CALL']);
  assert.equal((await gateway.must('GET', '/websocket/find/shop-02')).events.length, ALL);
  assert.equal(created.status, 401);
});

test('a token opens the routes of its own instance only', async (t) => {
  const gateway = await start(t);
  const one = await gateway.create('shop-01');
  await gateway.create('shop-02');
  const state = async (name) => (await gateway.api('GET', `/instance/connectionState/${name}`, { key: one.token })).status;

  assert.equal(await state('shop-01'), 200);
  assert.equal(await state('shop-02'), 401);
});

test('connect answers by the state, restart works by POST and by PUT', async (t) => {
  const gateway = await start(t);
  await gateway.create('shop-01');

  const first = await gateway.must('GET', '/instance/connect/shop-01');
  await gateway.until(async () => (await gateway.state('shop-01')) === 'open', 'it is open');
  const open = await gateway.must('GET', '/instance/connect/shop-01');
  assert.ok('count' in first || first.instance?.state === 'open', JSON.stringify(first));
  assert.deepEqual(open, { instance: { instanceName: 'shop-01', state: 'open' } });

  for (const method of ['POST', 'PUT']) {
    assert.equal((await gateway.api(method, '/instance/restart/shop-01')).status, 200);
    await gateway.until(async () => (await gateway.state('shop-01')) === 'open', 'it is open again');
  }

  const out = await gateway.must('DELETE', '/instance/logout/shop-01');
  assert.deepEqual(out, { status: 'SUCCESS', error: false, response: { message: 'Instance logged out' } });
  await gateway.until(async () => (await gateway.state('shop-01')) === 'close', 'it is closed');
  const again = await gateway.api('DELETE', '/instance/logout/shop-01');
  assert.deepEqual([again.status, again.json.response.message], [400, ['The "shop-01" instance is not connected']]);
});

test('a text message is sent, and answered with its record', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');

  const answer = await gateway.api('POST', '/message/sendText/shop-01', { body: { number: '5511970000001', text: 'good morning' } });

  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.key.remoteJid, '5511970000001@s.whatsapp.net');
  assert.equal(answer.json.key.fromMe, true);
  assert.equal(answer.json.message.conversation ?? answer.json.message.extendedTextMessage?.text, 'good morning');
});

test('the welcome page says what serves and does not pretend', async (t) => {
  const gateway = await start(t);

  const answer = await gateway.api('GET', '/', { key: null });

  assert.equal(answer.json.status, 200);
  assert.match(answer.json.message, /it is working!/);
  assert.match(answer.text, /simulat/i, 'WHATSAPP-BAILEYS is served by the simulator here');
});
