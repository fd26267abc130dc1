// Promises to applications made for Evolution API 2.3 that no other file here is about.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, raw, refusal } from './clients.mjs';
import { configuration, launch, start } from './gateway.mjs';
import { Receiver } from './receiver.mjs';

const presence = { event: 'presence.update', data: { id: 'x', presences: {} } };

test('an instance without a choice of events is silent in its namespace, and on / it is not', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  await gateway.must('POST', '/instance/create', { body: { instanceName: 'shop-01', integration: 'SIMULATOR' } });
  const root = await join(t, gateway, '/');
  const one = await join(t, gateway, '/shop-01');
  await gateway.connect('shop-01');
  await gateway.publish('shop-01', presence);
  await root.event('presence.update');

  await gateway.must('POST', '/websocket/set/shop-01', { body: { websocket: { enabled: true, events: ['CHATS_DELETE'] } } });
  await gateway.publish('shop-01', { event: 'chats.delete', data: ['x'] });

  await one.event('chats.delete');
  assert.deepEqual(one.names(), ['chats.delete']);
});

test('a message sent by REST is send.message, and no messages.upsert', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01');

  const sent = await gateway.must('POST', '/message/sendText/shop-01', { body: { number: '5511970000001', text: 'hello' } });
  await client.event('send.message', (envelope) => envelope.data.key.id === sent.key.id);
  await gateway.publish('shop-01', presence);
  await client.event('presence.update');

  assert.ok(!client.all('messages.upsert').some((envelope) => envelope.data.key.id === sent.key.id));
});

test('GROUPS_UPDATE is another word for GROUP_UPDATE, and a repeated name changes nothing', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const events = ['GROUPS_UPDATE', 'CALL', 'CALL'];
  const client = await join(t, gateway, '/shop-01');

  const row = await gateway.must('POST', '/websocket/set/shop-01', { body: { websocket: { enabled: true, events } } });
  await gateway.publish('shop-01', [presence, { event: 'groups.update', data: [{ id: 'g@g.us', subject: 'new' }] }, { event: 'call', data: { id: 'c' } }]);

  assert.deepEqual(row.events, events);
  await client.event('call');
  assert.deepEqual(client.names(), ['groups.update', 'call']);
});

test('the key may come with the join when that is switched on, and only then', async (t) => {
  const config = configuration({ config: { auth_apikey: { accept_auth_payload: true }, transport_socketio: { pending_timeout_ms: 1000 } } });
  const gateway = await start(t, { config });
  const { token } = await gateway.create('shop-01');
  await gateway.create('shop-02');

  await join(t, gateway, '/shop-01', { key: undefined, auth: { apikey: token } });
  assert.equal(await refusal(t, gateway, '/shop-02', { key: undefined, auth: { apikey: token } }), 'Unauthorized');
  assert.equal(await refusal(t, gateway, '/shop-01', { key: undefined, auth: { apikey: 'nonsense' } }), 'Unauthorized');
  assert.equal(await refusal(t, gateway, '/shop-01', { key: undefined }), 'Unauthorized');
  const idle = raw(t, gateway, '/socket.io/?EIO=4&transport=websocket');
  await idle.message((text) => String(text).startsWith('0{'), 'the open packet');
  await idle.close();  // it joined nothing in time

  const plain = await start(t);
  await plain.create('shop-01', { token });
  assert.notEqual(await refusal(t, plain, '/shop-01', { key: undefined, auth: { apikey: token } }), null);
});

test('every origin together with credentials is refused at the start', async (t) => {
  const gateway = launch(t, { env: { CORS_ORIGIN: '*', CORS_CREDENTIALS: 'true' } });

  const end = await gateway.ended;

  assert.notEqual(end.code, 0);
  assert.match(gateway.output, /CORS_CREDENTIALS/);
});

test('a request without an origin passes, one of an unlisted origin is 403', async (t) => {
  const gateway = await start(t, { env: { CORS_ORIGIN: 'https://app.example.org' } });

  assert.equal((await gateway.api('GET', '/')).status, 200);
  const other = await gateway.api('GET', '/', { headers: { origin: 'https://evil.example.org' } });
  assert.equal(other.status, 403);
  assert.equal(other.headers.get('access-control-allow-origin'), null);
});

test('what does not fit a group route is named by its property', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');

  const answer = await gateway.api('POST', '/group/create/shop-01', { body: { participants: ['5511970000001'] } });

  assert.equal(answer.status, 400);
  assert.deepEqual(answer.json.response.message, [{ property: 'instance', message: 'instance requires property "subject"' }]);
});

test('connect and restart answer by each of the three states', async (t) => {
  const gateway = await start(t, { config: configuration({ config: { session_simulator: { scan_after_ms: 0 } } }) });
  await gateway.create('shop-01');

  const restarted = await gateway.api('POST', '/instance/restart/shop-01');
  assert.equal(restarted.status, 200);
  assert.equal(restarted.json.error, true, 'there is nothing to restart');
  const closed = await gateway.must('GET', '/instance/connect/shop-01');
  const connecting = await gateway.must('GET', '/instance/connect/shop-01');
  for (const answer of [closed, connecting]) {
    assert.match(answer.base64, /^data:image\/png;base64,/);
    assert.equal(typeof answer.code, 'string');
  }
  assert.equal(await gateway.state('shop-01'), 'connecting');

  await gateway.must('POST', '/simulator/shop-01/scan');
  await gateway.until(async () => (await gateway.state('shop-01')) === 'open', 'it is open');
  assert.deepEqual(await gateway.must('GET', '/instance/connect/shop-01'), { instance: { instanceName: 'shop-01', state: 'open' } });
});

test('/manager says that there is none, and the welcome does not name one', async (t) => {
  const gateway = await start(t);
  const ask = (target) => fetch(gateway.url + target, { redirect: 'manual' });

  const plain = await ask('/manager');
  const page = await ask('/manager/');

  assert.deepEqual([plain.status, plain.headers.get('location')], [301, '/manager/']);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.match(await page.text(), /no manager of its own/);
  assert.ok(!('manager' in (await gateway.must('GET', '/'))));

  const without = await start(t, { env: { SERVER_DISABLE_MANAGER: 'true' } });
  assert.equal((await without.api('GET', '/manager')).status, 404);
});

test('the description of the interface has the routes of plugins that run, and of no others', async (t) => {
  const paths = async (gateway) => (await gateway.must('GET', '/openapi.json', { key: null })).paths;
  const plain = await start(t);
  assert.ok(!('/webhook/resend' in (await paths(plain))));

  const gateway = await start(t, { config: configuration({ plus: [{ id: 'http_client' }, { id: 'transport_webhook' }] }) });

  for (const [path, operations] of Object.entries(await paths(gateway)).filter(([name]) => /deadLetters|resend/.test(name))) {
    for (const [method, operation] of Object.entries(operations)) {
      assert.ok(operation.summary && operation.operationId, path);
      const answer = await gateway.api(method.toUpperCase(), path.replace('{instance}', 'nobody'), { key: null });
      assert.equal(answer.status, 401, `${path} is served and wants a key`);
    }
  }
  assert.deepEqual(Object.keys(await paths(gateway)).filter((name) => /deadLetters|resend/.test(name)), [
    '/webhook/deadLetters', '/webhook/deadLetters/{instance}', '/webhook/resend', '/webhook/resend/{instance}',
  ]);
});

test('routes that anybody could misuse are not there', async (t) => {
  const gateway = await start(t);
  await gateway.create('shop-01');

  for (const target of ['/webhook/evolution', '/webhook/meta', '/chatwoot/webhook/shop-01', '/store/x', '/assets/x']) {
    const answer = await gateway.api('POST', target, { key: null, body: {} });
    assert.deepEqual([target, answer.status, answer.json?.response.message], [target, 404, [`Cannot POST ${target}`]]);
  }
});

test('/metrics has the lines and the refusals of Evolution API', async (t) => {
  const metrics = { config: configuration({ plus: [{ id: 'metrics_prometheus' }] }) };
  const gateway = await start(t, { ...metrics, env: { PROMETHEUS_METRICS: 'true', SERVER_URL: 'https://wa.example.org' } });
  await gateway.open('shop-01');

  const { text } = await gateway.api('GET', '/metrics', { key: null });

  for (const line of [
    'evolution_environment_info{version="2.3.6",clientName="evolution",serverUrl="https://wa.example.org"} 1',
    'evolution_instances_total 1',
    'evolution_instance_up{instance="shop-01",integration="SIMULATOR"} 1',
    'evolution_instance_state{instance="shop-01",integration="SIMULATOR",state="open"} 1',
  ]) assert.ok(text.split('\n').includes(line), line);

  const env = { PROMETHEUS_METRICS: 'true', METRICS_AUTH_REQUIRED: 'true', METRICS_USER: 'u', METRICS_PASSWORD: 'p' };
  const locked = await start(t, { ...metrics, env });
  const scrape = (headers) => locked.api('GET', '/metrics', { key: null, headers });
  const none = await scrape({});
  assert.deepEqual([none.status, none.text], [401, 'Authentication required']);
  assert.equal(none.headers.get('www-authenticate'), 'Basic realm="Evolution API Metrics"');
  const wrong = await scrape({ authorization: `Basic ${btoa('u:x')}` });
  assert.deepEqual([wrong.status, wrong.text], [401, 'Invalid credentials']);
  assert.equal((await scrape({ authorization: `Basic ${btoa('u:p')}` })).status, 200);
  const foreign = await start(t, { ...metrics, env: { PROMETHEUS_METRICS: 'true', METRICS_ALLOWED_IPS: '10.0.0.1' } });
  const refused = await foreign.api('GET', '/metrics', { key: null });
  assert.deepEqual([refused.status, refused.text], [403, 'Forbidden: IP not allowed']);
});

test('edits tell wide numbers as text and bytes as base64', async (t) => {
  const live = { session_simulator: { live: true, seed: 11, pace: 60000 } };
  const gateway = await start(t, { config: configuration({ config: live }) });
  await gateway.open('shop-01', { events: ['MESSAGES_EDITED'] });
  const client = await join(t, gateway, '/shop-01');

  const edit = await client.event('messages.edited', ({ data }) => data.type === 'MESSAGE_EDIT');

  assert.match(edit.data.timestampMs, /^\d+$/);
  const image = await client.event('messages.edited', ({ data }) => data.editedMessage?.imageMessage);
  assert.match(image.data.editedMessage.imageMessage.fileLength, /^\d+$/);
  assert.match(image.data.editedMessage.imageMessage.jpegThumbnail, /^[A-Za-z0-9+/]+=*$/);
});

test('the global key is in nothing that leaves the gateway', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, {
    env: {
      WEBSOCKET_GLOBAL_EVENTS: 'true', AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES: 'true', PROMETHEUS_METRICS: 'true', LOG_LEVEL: 'VERBOSE',
      WEBHOOK_EVENTS_ERRORS: 'true', WEBHOOK_EVENTS_ERRORS_WEBHOOK: `${receiver.url}/errors`,
    },
    config: configuration({
      config: { api_rest: { allow_private_webhooks: true } },
      plus: [{ id: 'http_client', config: { } }, { id: 'transport_webhook', config: { allow_private: true } }, { id: 'metrics_prometheus' }],
    }),
  });
  await gateway.open('shop-01');
  await gateway.must('POST', '/webhook/set/shop-01', { body: { webhook: { enabled: true, url: `${receiver.url}/events`, events: [] } } });
  const client = await join(t, gateway, '/');
  await gateway.publish('shop-01', presence);
  await client.event('presence.update');
  await receiver.until((requests) => requests.some((one) => one.path === '/events'), 'the webhook got an event');
  const texts = [];
  for (const target of ['/', '/instance/fetchInstances', '/webhook/find/shop-01', '/openapi.json', '/metrics', '/nope', '/manager/'])
    texts.push((await gateway.api('GET', target)).text);
  texts.push((await gateway.api('POST', '/message/sendText/shop-01', { body: { number: 7 } })).text);
  texts.push((await gateway.api('GET', `/socket.io/?EIO=4&transport=odd&apikey=${gateway.key}`, { key: null })).text);

  const everything = [JSON.stringify(client.inbox), ...texts, gateway.output, JSON.stringify(receiver.requests)].join('\n');
  assert.ok(!everything.includes(gateway.key));
});
