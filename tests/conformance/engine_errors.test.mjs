// Refusals: which rule wins, what the answer looks like, and what a page of another origin sees of it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { KEY } from '../integration/gateway.mjs';
import { Polling, RS, bytesBack, request } from './polling.mjs';
import { CALM, ENGINE, SOCKET, serve } from './server.mjs';
import { Ws } from './websocket.mjs';

const url = await serve(CALM);
const pollingOnly = await serve(CALM, { transport: { transports: ['polling'] } });
const websocketOnly = await serve(CALM, { transport: { transports: ['websocket'] } });
const noUpgrades = await serve(CALM, { transport: { allow_upgrades: false } });
const locked = await serve(CALM, { config: { auth_hosts: { keyless: [] } }, env: { CORS_ORIGIN: 'https://app.example,https://b.example' } });

const ERRORS = {
  0: 'Transport unknown',
  1: 'Session ID unknown',
  2: 'Bad handshake method',
  3: 'Bad request',
  5: 'Unsupported protocol version',
};

async function assertRefused(code, method, target, options, base = url) {
  const answer = await request(base, method, target, options);
  assert.deepEqual([answer.status, answer.text], [400, JSON.stringify({ code, message: ERRORS[code] })], `${method} ${target}`);
  assert.match(answer.headers['content-type'], /^application\/json/);
}

for (const mount of [ENGINE, SOCKET]) {
  test(`an unknown transport is code 0 at ${mount}`, async () => {
    for (const query of ['EIO=4', 'EIO=4&transport=', 'EIO=4&transport=abc', 'EIO=4&transport=__proto__', 'EIO=4&transport=constructor',
      'EIO=4&transport=Polling', 'EIO=4&transport=webtransport', '']) {
      await assertRefused(0, 'GET', `${mount}?${query}`);
    }
  });

  test(`an unknown session is code 1 at ${mount}`, async () => {
    for (const sid of ['nobody', '__proto__', 'constructor', 'A'.repeat(20), '%00', '%ff', 'x'.repeat(5000)]) {
      for (const method of ['GET', 'POST']) await assertRefused(1, method, `${mount}?EIO=4&transport=polling&sid=${sid}`);
    }
  });

  test(`a handshake with another method is code 2 at ${mount}`, async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) await assertRefused(2, method, `${mount}?EIO=4&transport=polling`);
    await assertRefused(2, 'POST', `${mount}?EIO=4&transport=polling&sid=`);
  });

  test(`transport=websocket without an upgrade is code 3 at ${mount}`, async () => {
    await assertRefused(3, 'GET', `${mount}?EIO=4&transport=websocket`);
  });

  test(`another protocol version is code 5 at ${mount}`, async () => {
    for (const query of ['', 'EIO=3&', 'EIO=5&', 'EIO=04&', 'EIO=4.0&', 'EIO=&', 'EIO=abc&']) {
      await assertRefused(5, 'GET', `${mount}?${query}transport=polling`);
    }
  });
}

test('an unknown transport wins over everything', async () => {
  const session = await Polling.open(url, ENGINE);
  await assertRefused(0, 'POST', `${ENGINE}?EIO=3&transport=abc&sid=${session.sid}`);
  await assertRefused(0, 'PUT', `${ENGINE}?EIO=3&transport=abc&sid=nobody`);
});

test('an unknown session wins over method and version', async () => {
  await assertRefused(1, 'PUT', `${ENGINE}?EIO=3&transport=polling&sid=nobody`);
});

test('a wrong method wins over a wrong version', async () => {
  await assertRefused(2, 'POST', `${ENGINE}?EIO=3&transport=polling`);
});

test('a session is asked for with its own version and transport', async () => {
  const session = await Polling.open(url, ENGINE);
  await assertRefused(3, 'GET', `${ENGINE}?EIO=3&transport=polling&sid=${session.sid}`);
  await assertRefused(3, 'GET', `${ENGINE}?transport=polling&sid=${session.sid}`);
  await assertRefused(3, 'GET', `${ENGINE}?EIO=4&transport=websocket&sid=${session.sid}`);
  await session.send('4on');
  assert.equal((await session.get()).text, '4on');
});

test('an empty sid is none', async () => {
  assert.match((await request(url, 'GET', `${ENGINE}?EIO=4&transport=polling&sid=`)).text, /^0\{/);
});

test('other parameters are no matter, whatever they are', async () => {
  const query = '&t=abc&b64=&j=0&__proto__=1&%00=%ff&=&&x';
  assert.match((await request(url, 'GET', `${ENGINE}?EIO=4&transport=polling${query}`)).text, /^0\{/);
});

test('an Origin of forbidden characters never gets in', async () => {
  const back = await bytesBack(url, `GET ${ENGINE}?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: http://a\x01b\r\n\r\n`);
  assert.match(back, /^HTTP\/1\.1 400 /);
});

test('refused websockets get their reason as text before anything opens', async (t) => {
  for (const [query, reason] of [['EIO=4&transport=abc', 'Transport unknown'], ['EIO=4&transport=websocket&sid=nobody', 'Session ID unknown'],
    ['EIO=3&transport=websocket', 'Unsupported protocol version'], ['EIO=4&transport=polling', 'Bad request']]) {
    const { status, body, headers } = await new Ws(t, url, `${ENGINE}?${query}`).head;
    assert.deepEqual([status, body], [400, reason]);
    assert.equal(headers.connection.toLowerCase(), 'close');
  }
});

test('a transport that is switched off is unknown', async (t) => {
  await assertRefused(0, 'GET', `${SOCKET}?EIO=4&transport=polling`, {}, websocketOnly);
  assert.deepEqual((await Ws.open(t, websocketOnly, SOCKET)).open.upgrades, []);
  const refused = await new Ws(t, pollingOnly, `${SOCKET}?EIO=4&transport=websocket`).head;
  assert.deepEqual([refused.status, refused.body], [400, 'Transport unknown']);
  assert.deepEqual((await Polling.open(pollingOnly, SOCKET)).open.upgrades, []);
});

test('with upgrades off none is offered and none is accepted', async (t) => {
  const session = await Polling.open(noUpgrades, SOCKET);
  assert.deepEqual(session.open.upgrades, []);
  assert.equal((await new Ws(t, noUpgrades, session.target.replace('polling', 'websocket')).head).status, 400);
  await session.send('40');
  assert.match((await session.receive(2))[0], /^40\{"sid"/);
});

test('session ids are long, fit into URLs, and none comes twice', async () => {
  const sids = new Set();
  for (let i = 0; i < 200; ++i) {
    const { sid } = await Polling.open(url, ENGINE);
    assert.match(sid, /^[A-Za-z0-9_-]{20,}$/);
    sids.add(sid);
  }
  assert.equal(sids.size, 200);
});

test('a client without permission gets 403 and code 4, whatever its version', async (t) => {
  for (const version of ['4', '3']) {
    const answer = await request(locked, 'GET', `${SOCKET}?EIO=${version}&transport=polling&apikey=bad`);
    assert.deepEqual([answer.status, JSON.parse(answer.text).code], [403, 4]);
    assert.match(answer.headers['content-type'], /^application\/json/);
  }
  assert.equal((await new Ws(t, locked, `${SOCKET}?EIO=4&transport=websocket&apikey=bad`).head).status, 400);
  assert.match((await request(locked, 'GET', `${SOCKET}?EIO=4&transport=polling&apikey=${KEY}`)).text, /^0\{/);
});

test('a permission that is missing does not hide an unknown transport or a wrong method', async () => {
  await assertRefused(0, 'GET', `${SOCKET}?EIO=4&transport=abc&apikey=bad`, {}, locked);
  await assertRefused(2, 'POST', `${SOCKET}?EIO=4&transport=polling&apikey=bad`, {}, locked);
});

const APP = 'https://app.example';
const preflight = (base, origin, more = {}) => request(base, 'OPTIONS', `${SOCKET}?EIO=4&transport=polling`, {
  headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,apikey', ...more },
});

test('a preflight needs no key, no session and no transport', async () => {
  const answer = await preflight(locked, APP);
  assert.ok([200, 204].includes(answer.status));
  assert.equal(answer.text, '');
  assert.equal(answer.headers['access-control-allow-origin'], APP);
  assert.match(answer.headers.vary, /\bOrigin\b/i);
  assert.match(answer.headers['access-control-allow-methods'], /GET.*POST|POST.*GET/);
  assert.match(answer.headers['access-control-allow-headers'], /content-type.*apikey/i);
  assert.ok([200, 204].includes((await request(locked, 'OPTIONS', SOCKET, { headers: { origin: APP, 'access-control-request-method': 'GET' } })).status));
});

test('a preflight of an origin that is not listed names no origin', async () => {
  const answer = await preflight(locked, 'https://evil.example');
  assert.ok(answer.status < 500);
  assert.equal(answer.headers['access-control-allow-origin'], undefined);
  assert.match(answer.headers.vary, /\bOrigin\b/i);
});

test('a preflight does not touch an ongoing session', async () => {
  const session = await Polling.open(url, ENGINE);
  const pending = session.get();
  await pending.sent;
  const answer = await session.request('OPTIONS', { headers: { origin: APP, 'access-control-request-method': 'POST' } });
  assert.ok([200, 204].includes(answer.status));
  await session.send('4on');
  assert.equal((await pending).text, '4on');
});

test('a page of a listed origin can read every refusal', async () => {
  const headers = { origin: APP };
  const key = `&apikey=${KEY}`;
  for (const [method, query, status] of [['GET', 'EIO=4&transport=polling&apikey=bad', 403], ['GET', `EIO=4&transport=abc${key}`, 400],
    ['GET', `EIO=4&transport=polling&sid=nobody${key}`, 400], ['POST', `EIO=4&transport=polling${key}`, 400],
    ['GET', `EIO=3&transport=polling${key}`, 400], ['GET', `EIO=4&transport=polling${key}`, 200]]) {
    const answer = await request(locked, method, `${SOCKET}?${query}`, { headers });
    assert.equal(answer.status, status, query);
    assert.equal(answer.headers['access-control-allow-origin'], APP, query);
    assert.match(answer.headers.vary, /\bOrigin\b/i, query);
  }
});

test('a page of a listed origin can read 413, 400 of an overlap, and answers of polls and posts', async () => {
  const headers = { origin: APP };
  const session = await Polling.open(locked, SOCKET, `&apikey=${KEY}`);
  const allowed = (answer) => answer.headers['access-control-allow-origin'];
  const posted = await session.post('40', headers);
  assert.deepEqual([posted.text, allowed(posted)], ['ok', APP]);
  const polled = await session.request('GET', { headers });
  assert.deepEqual([polled.status, allowed(polled)], [200, APP]);
  if (!polled.text.includes(RS)) await session.receive(); // the event behind the answer to CONNECT came on its own
  const large = await session.post('4' + 'x'.repeat(1_000_000), headers);
  assert.deepEqual([large.status, allowed(large)], [413, APP]);
  const first = session.request('GET', { headers });
  await first.sent;
  const second = await session.request('GET', { headers });
  assert.deepEqual([second.status, allowed(second)], [400, APP]);
  assert.deepEqual([(await first).text.split(RS).at(-1), allowed(await first)], ['1', APP]);
});

test('with the origin * every page may read', async () => {
  const answer = await request(url, 'GET', `${SOCKET}?EIO=4&transport=polling`, { headers: { origin: APP } });
  assert.ok(['*', APP].includes(answer.headers['access-control-allow-origin']));
});

test('no cookie is set', async () => {
  assert.equal((await Polling.open(url, SOCKET)).handshake.headers['set-cookie'], undefined);
});
