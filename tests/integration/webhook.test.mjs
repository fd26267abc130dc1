// Webhooks against a receiver on this machine: what is posted, what is tried again, what survives a crash.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import test from 'node:test';
import { PROGRAM, configuration, environment, launch, start, temporaryDirectory } from './gateway.mjs';
import { Receiver } from './receiver.mjs';

const RETRY = { initial_delay_seconds: 0.1, max_delay_seconds: 1, jitter_factor: 0, max_attempts: 4 };

function withWebhooks({ config = {}, ...changes } = {}) {
  return configuration({
    ...changes,
    config: { api_rest: { allow_private_webhooks: true }, ...changes.units },
    plus: [{ id: 'http_client' }, { id: 'transport_webhook', config: { allow_private: true, retry: RETRY, ...config } }],
  });
}

const set = (gateway, name, webhook) => gateway.must('POST', `/webhook/set/${name}`, { body: { webhook: { enabled: true, ...webhook } } });
const presence = (number) => ({ event: 'presence.update', data: { id: `n${number}`, presences: {} } });

test('an event is posted with its destination, headers, a token and a signature', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, { config: withWebhooks() });
  await gateway.open('shop-01');
  const url = `${receiver.url}/hook`;
  await set(gateway, 'shop-01', { url, events: ['PRESENCE_UPDATE'], headers: { 'x-shop': 'one', jwt_key: 'token secret', hmac_key: 'body secret' } });

  await gateway.publish('shop-01', [{ event: 'chats.update', data: [] }, presence(1)]);

  await receiver.until((requests) => requests.length === 1, 'the event came');
  const [request] = receiver.requests;
  assert.equal(request.method, 'POST');
  assert.equal(request.path, '/hook');
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.body.event, 'presence.update');
  assert.equal(request.body.instance, 'shop-01');
  assert.equal(request.body.destination, url);
  assert.equal(request.body.data.id, 'n1');
  assert.equal(request.headers['x-shop'], 'one');
  assert.equal(request.headers['x-wagate-attempt'], '1');
  assert.match(request.headers['x-wagate-delivery'], /^[0-9a-f]{12}-\d+$/);
  assert.equal(request.headers.jwt_key, undefined);
  assert.equal(request.headers.hmac_key, undefined);
  assert.equal(request.headers['x-wagate-signature'], `sha256=${createHmac('sha256', 'body secret').update(request.text).digest('hex')}`);

  const [head, claims, signature] = request.headers.authorization.replace(/^Bearer /, '').split('.');
  assert.equal(signature, createHmac('sha256', 'token secret').update(`${head}.${claims}`).digest('base64url'));
  const { iat, exp, app, action } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  assert.deepEqual({ app, action, life: exp - iat }, { app: 'evolution', action: 'webhook', life: 600 });
});

test('byEvents appends the name of the event to the path', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, { config: withWebhooks() });
  await gateway.open('shop-01');
  await set(gateway, 'shop-01', { url: `${receiver.url}/hook?from=here`, byEvents: true, events: ['GROUP_PARTICIPANTS_UPDATE'] });

  await gateway.publish('shop-01', { event: 'group-participants.update', data: { id: '1@g.us', participants: [], action: 'add' } });

  await receiver.until((requests) => requests.length === 1, 'the event came');
  assert.equal(receiver.requests[0].path, '/hook/group-participants-update?from=here');
});

test('GROUP_UPDATE delivers groups.update, to the instance and to the global webhook', async (t) => {
  const receiver = await Receiver.open(t);
  const env = {
    WEBHOOK_GLOBAL_ENABLED: 'true',
    WEBHOOK_GLOBAL_URL: `${receiver.url}/global`,
    WEBHOOK_GLOBAL_WEBHOOK_BY_EVENTS: 'true',
    WEBHOOK_EVENTS_GROUPS_UPDATE: 'true',
  };
  const gateway = await start(t, { config: withWebhooks(), env });
  await gateway.open('shop-01');
  await set(gateway, 'shop-01', { url: `${receiver.url}/hook`, events: ['GROUP_UPDATE'] });

  await gateway.publish('shop-01', [presence(1), { event: 'groups.update', data: [{ id: '1@g.us', subject: 'new' }] }]);

  await receiver.until((requests) => requests.length === 2, 'both came');
  assert.deepEqual(receiver.requests.map((request) => [request.path, request.body.event]).sort(), [
    ['/global/groups-update', 'groups.update'],
    ['/hook', 'groups.update'],
  ]);
});

test('with base64 a received image comes along', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, { config: withWebhooks({ units: { session_simulator: { live: true, pace: 6000 } } }) });
  await gateway.open('shop-01', { events: ['QRCODE_UPDATED'] });
  await set(gateway, 'shop-01', { url: receiver.url, base64: true, events: ['MESSAGES_UPSERT'] });
  const isImage = (request) => request.body.data.messageType === 'imageMessage';

  await receiver.until((requests) => requests.some(isImage), 'an image came');

  const { message } = receiver.requests.find(isImage).body.data;
  const bytes = Buffer.from(message.base64, 'base64');
  assert.equal(createHash('sha256').update(bytes).digest('base64'), message.imageMessage.fileSha256);
});

test('422 is not tried again, and the event can be read and resent', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, { config: withWebhooks() });
  const { token } = await gateway.open('shop-01');
  await set(gateway, 'shop-01', { url: receiver.url, events: ['PRESENCE_UPDATE'] });
  receiver.answer = (request) => (request.body.data.id === 'n1' && request.headers['x-wagate-attempt'] === '1' && !receiver.mended ? 422 : 200);

  await gateway.publish('shop-01', [presence(1), presence(2)]);

  await receiver.until((requests) => requests.length === 2, 'both were tried');
  assert.deepEqual(receiver.requests.map((request) => request.body.data.id), ['n1', 'n2']);
  const list = await gateway.must('GET', '/webhook/deadLetters/shop-01?body=true', { key: token });
  assert.equal(list.total, 1);
  const [letter] = list.deadLetters;
  assert.equal(letter.status, 422);
  assert.equal(letter.attempts, 1);
  assert.equal(letter.body.data.id, 'n1');
  assert.equal((await gateway.api('GET', '/webhook/deadLetters/shop-01', { key: 'wrong' })).status, 401);
  assert.equal((await gateway.api('GET', '/webhook/deadLetters', { key: token })).status, 401);

  receiver.mended = true;
  const { resent } = await gateway.must('POST', '/webhook/resend/shop-01', { key: token, body: { ids: [letter.id] } });
  assert.equal(resent, 1);
  await receiver.until(() => receiver.accepted().some((request) => request.body.data.id === 'n1'), 'it was resent');
  assert.equal(receiver.requests.at(-1).headers['x-wagate-delivery'], letter.id);
});

// Runs `wagate ...words` against the gateway and answers what it printed.
function wagate(gateway, ...words) {
  const options = { env: environment(gateway.directory, { WAGATE_URL: gateway.url }), cwd: gateway.directory };
  return new Promise((resolve) => execFile(PROGRAM, words, options, (error, out, err) => resolve({ code: error ? error.code : 0, out, err })));
}

test('dead letters can be read and resent from a terminal', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, { config: withWebhooks() });
  await gateway.open('shop-01');
  await set(gateway, 'shop-01', { url: receiver.url, events: ['PRESENCE_UPDATE'] });
  receiver.answer = () => (receiver.mended ? 200 : 404);
  await gateway.publish('shop-01', [presence(1), presence(2)]);
  await gateway.until(async () => (await gateway.must('GET', '/webhook/deadLetters')).total === 2, 'both are dead letters');

  const list = await wagate(gateway, 'webhooks', 'list', 'shop-01');
  assert.equal(list.code, 0, list.err);
  assert.equal(list.out.match(/presence\.update/g).length, 2);
  assert.match(list.out, /the receiver answered with status 404/);

  receiver.mended = true;
  assert.deepEqual(await wagate(gateway, 'webhooks', 'resend', '--all'), { code: 0, out: '2 put back in line\n', err: '' });
  await receiver.until(() => receiver.accepted().length === 2, 'both came');
  assert.deepEqual(receiver.accepted().map((request) => request.body.data.id), ['n1', 'n2']);
  assert.equal((await wagate(gateway, 'webhooks', 'list', 'nobody')).code, 1);
  assert.equal((await wagate(gateway, 'webhooks', 'resend')).code, 2);
});

test('503 is tried again with growing waits, in order, and then given up', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, { config: withWebhooks() });
  await gateway.open('shop-01');
  await set(gateway, 'shop-01', { url: receiver.url, events: ['PRESENCE_UPDATE'] });
  receiver.answer = (request) => (request.body.data.id === 'n1' ? 503 : 200);

  await gateway.publish('shop-01', [presence(1), presence(2)]);

  await receiver.until((requests) => requests.length === 5, 'four attempts and the next event');
  assert.deepEqual(receiver.requests.map((request) => [request.body.data.id, request.headers['x-wagate-attempt']]), [
    ['n1', '1'], ['n1', '2'], ['n1', '3'], ['n1', '4'], ['n2', '1'],
  ]);
  const at = receiver.requests.map((request) => request.at);
  // Timers are never early; how late they are is the machine's business.
  for (const [i, wait] of [100, 200, 400].entries()) assert.ok(at[i + 1] - at[i] >= wait - 5, `${at[i + 1] - at[i]} ms before attempt ${i + 2}`);
});

test('a private address is refused unless it is allowed', async (t) => {
  const receiver = await Receiver.open(t);
  const gateway = await start(t, { config: withWebhooks({ config: { allow_private: false } }) });
  await gateway.open('shop-01');
  await set(gateway, 'shop-01', { url: receiver.url, events: ['PRESENCE_UPDATE'] });

  await gateway.publish('shop-01', presence(1));

  await gateway.until(async () => (await gateway.must('GET', '/webhook/deadLetters/shop-01')).total === 1, 'it became a dead letter');
  const { deadLetters } = await gateway.must('GET', '/webhook/deadLetters/shop-01');
  assert.match(deadLetters[0].reason, /127\.0\.0\.1|private|address/);
  assert.equal(deadLetters[0].attempts, 1);
  assert.equal(receiver.requests.length, 0);
});

test('after kill -9 in the middle of retries everything arrives, in order', async (t) => {
  const receiver = await Receiver.open(t);
  const directory = temporaryDirectory(t);
  const config = withWebhooks({ config: { retry: { ...RETRY, max_attempts: 100, max_delay_seconds: 0.2 } } });
  const options = { config, directory };
  const first = launch(t, options);
  first.url = await first.ready;
  await first.open('shop-01');
  await set(first, 'shop-01', { url: receiver.url, events: ['PRESENCE_UPDATE'] });
  receiver.answer = (request, count) => (count <= 5 ? 200 : 503);
  const numbers = Array.from({ length: 40 }, (_, i) => i);
  await first.publish('shop-01', numbers.map(presence));
  await receiver.until((requests) => requests.length >= 8, 'it tries again');

  await first.stop('SIGKILL');
  const before = receiver.accepted().map((request) => request.body.data.id);
  receiver.answer = () => 200;
  const second = launch(t, options);
  second.url = await second.ready;

  await receiver.until(() => receiver.accepted().some((request) => request.body.data.id === 'n39'), 'the last one came');
  const ids = receiver.accepted().map((request) => request.body.data.id);
  assert.ok(before.length >= 5);
  // What was accepted just before the crash may come twice.
  assert.deepEqual([...new Set(ids)], numbers.map((number) => `n${number}`));
  const sorted = ids.map((id) => Number(id.slice(1)));
  assert.ok(sorted.length <= numbers.length + 1, ids.join());
  assert.deepEqual(sorted, [...sorted].sort((a, b) => a - b));
});
