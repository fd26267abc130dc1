// Requests that overlap, break off, are too large or carry nonsense, and what becomes of the session.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import net from 'node:net';
import test from 'node:test';
import { Polling, RS, bytesBack } from './polling.mjs';
import { CALM, ENGINE, serve, within } from './server.mjs';
import { Ws } from './websocket.mjs';

const url = await serve(CALM);
const open = (query) => Polling.open(url, ENGINE, query);

async function assertEchoes(session, packet = '4alive') {
  await session.send(packet);
  assert.equal((await session.get()).text, packet);
}

test('answers of polls are text that nobody may store', async () => {
  const session = await open();
  await session.send('4ü');
  const answer = await session.get();
  assert.equal(answer.headers['content-type'].toLowerCase(), 'text/plain; charset=utf-8');
  assert.equal(answer.headers['content-length'], '3');
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('answers of posts say ok and may not be stored', async () => {
  const session = await open();
  const answer = await session.post('4a');
  assert.deepEqual([answer.status, answer.text, answer.headers['content-length']], [200, 'ok', '2']);
  assert.match(answer.headers['content-type'], /^text\/html/);
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('a poll is held until there is something to send', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  await session.send('4now');
  assert.equal((await pending).text, '4now');
});

test('a second poll gets 400, the first one a close, and the session is gone', async () => {
  const session = await open();
  const first = session.get();
  await first.sent;
  const second = await session.get();
  assert.deepEqual([second.status, second.text], [400, '']);
  assert.deepEqual([(await first).status, (await first).text], [200, '1']);
  await session.assertGone();
});

test('a client that gives up its poll has ended its session', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  pending.abort();
  await assert.rejects(pending);
  await session.assertGone();
});

// Half of a POST; answers its connection when the server has seen the head.
function halfPost(session) {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port) });
  const begun = new Promise((resolve) => socket.once('data', resolve));
  socket.on('error', () => {});
  socket.write(`POST ${session.target} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n4ha`);
  return within(begun, '100 Continue').then((head) => {
    assert.match(head.toString(), /^HTTP\/1\.1 100 /);
    return socket;
  });
}

test('a post that breaks off ends the session and nothing of it is processed', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  const socket = await halfPost(session);
  socket.destroy();
  assert.deepEqual([(await pending).status, (await pending).text], [200, '1']);
  await session.assertGone();
});

test('a second post while one is being received gets 400 and ends the session', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  const first = await halfPost(session);
  const answered = new Promise((resolve) => {
    let back = '';
    first.on('data', (data) => (back += data));
    first.on('close', () => resolve(back));
  });
  const second = await session.post('4second');
  assert.deepEqual([second.status, second.text], [400, '']);
  assert.deepEqual([(await pending).status, (await pending).text], [200, '1']);
  await session.assertGone();
  assert.equal((await session.post('4third')).text, '{"code":1,"message":"Session ID unknown"}');

  // Dropping its connection or refusing it are as good.
  first.end('lf!');
  assert.doesNotMatch(await within(answered, 'the end of the first post'), /^HTTP\/1\.1 200 /m);
});

test('the head of a second post is enough to end the session', async () => {
  const session = await open();
  const first = await halfPost(session);
  const { hostname, port } = new URL(url);
  const second = net.connect({ host: hostname, port: Number(port) });
  const back = new Promise((resolve) => second.once('data', (data) => resolve(data.toString())));
  second.write(`POST ${session.target} HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n`);
  assert.match(await within(back, 'the answer to the second post'), /^HTTP\/1\.1 400 [^]*\r\n\r\n$/);
  await session.assertGone();
  first.destroy();
  second.destroy();
});

test('a post may follow another one that is whole', async () => {
  const session = await open();
  const socket = await halfPost(session);
  const answer = new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.write('lf!');
  assert.match(await within(answer, 'the answer to the first post'), /^HTTP\/1\.1 200 /);
  await session.send('4second');
  assert.equal((await session.get()).text, ['4half!', '4second'].join(RS));
  socket.destroy();
});

test('a post of an unknown session is refused before its body comes', async () => {
  const target = `${ENGINE}?EIO=4&transport=polling&sid=nonsense`;
  const back = await bytesBack(url, `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999\r\n\r\n4`);
  assert.match(back, /^HTTP\/1\.1 400 [^]*"code":1/);
});

test('polls and posts of an upgraded session are refused with code 3 and it goes on', async (t) => {
  const session = await open();
  const socket = await Ws.upgrade(t, url, session);
  socket.send('2probe');
  socket.send('5');
  assert.equal(await socket.next(), '3probe');
  socket.send('4in');
  assert.equal(await socket.next(), '4in');
  for (const answer of [await session.get(), await session.post('4x')]) {
    assert.deepEqual([answer.status, answer.text], [400, '{"code":3,"message":"Bad request"}']);
    assert.match(answer.headers['content-type'], /^application\/json/);
  }
  socket.send('4on');
  assert.equal(await socket.next(), '4on');
});

test('polls of a session that began as a websocket are refused with code 3 and it goes on', async (t) => {
  const socket = await Ws.open(t, url, ENGINE);
  const polling = new Polling();
  Object.assign(polling, { url, target: `${ENGINE}?EIO=4&transport=polling&sid=${socket.sid}` });
  assert.equal((await polling.get()).text, '{"code":3,"message":"Bad request"}');
  socket.send('4on');
  assert.equal(await socket.next(), '4on');
});

test('methods nobody knows here are refused and the session goes on', async () => {
  const session = await open();
  for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD']) {
    const { status } = await session.request(method);
    assert.ok([400, 405, 500, 501].includes(status), `${method}: ${status}`);
    await assertEchoes(session);
  }
});

test('a body of exactly the limit passes and one byte more gets 413', async () => {
  const session = await open();
  const whole = '4' + 'x'.repeat(999_999);
  await session.send(whole);
  assert.equal((await session.get()).text, whole);

  assert.equal(await session.attempt(whole + 'x'), 413);
  await assertEchoes(session);
});

test('the limit of a body counts bytes', async () => {
  const session = await open();
  const whole = '4' + 'é'.repeat(499_999) + 'x';
  await session.send(whole);
  assert.equal((await session.get()).text, whole);
  assert.equal(await session.attempt(whole + 'x'), 413);
});

test('a content length beyond the limit is refused before the body comes', async () => {
  const session = await open();
  const back = await bytesBack(url, `POST ${session.target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000001\r\n\r\n4`);
  assert.match(back, /^HTTP\/1\.1 413 /);
});

test('a chunked body passes, and is refused when it runs over', async () => {
  const session = await open();
  const head = `POST ${session.target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`;
  assert.match(await bytesBack(url, head, '3\r\n4ch\r\n', '4\r\nunks\r\n0\r\n\r\n'), /^HTTP\/1\.1 200 [^]*\r\n\r\nok$/);
  assert.equal((await session.get()).text, '4chunks');

  const chunk = Buffer.from('7a120\r\n' + '4'.repeat(500_000) + '\r\n');
  assert.match(await bytesBack(url, head, chunk, chunk, '1\r\n4\r\n'), /^HTTP\/1\.1 413 /);
  // Ending the session is as good as going on; what must not happen is an echo of the body.
  const answer = await session.post('4whole');
  if (answer.status === 200) assert.equal((await session.get()).text, '4whole');
  else await session.assertGone();
});

test('a binary content type gets 400 and ends the session', async () => {
  const session = await open();
  const answer = await session.post('4a', { 'content-type': 'application/octet-stream' });
  assert.deepEqual([answer.status, answer.text], [400, '']);
  await session.assertGone();
});

test('any other content type is taken as text', async () => {
  const session = await open();
  for (const type of ['text/plain;charset=UTF-8', 'application/json', 'application/x-www-form-urlencoded', 'nonsense']) {
    const answer = await session.post('4a', { 'content-type': type });
    assert.equal(answer.status, 200, type);
    assert.equal((await session.get()).text, '4a', type);
  }
});

const CLOSING = [
  ['an empty body', ''],
  ['a lone separator', RS],
  ['a leading separator', `${RS}4a`],
  ['a trailing separator', `4a${RS}`],
  ['a doubled separator', `4a${RS}${RS}4b`],
  ['a letter as type', 'abc'],
  ['an unknown digit', '7'],
  ['a line break in front', '\n4a'],
  ['a byte order mark in front', '\ufeff4a'],
  ['a ping', '2'],
  ['a probe outside of an upgrade', '2probe'],
  ['a form', 'd=4hello'],
  ['a length as version 3 writes it', '9:4message'],
  ['a type that every object has', '__proto__'],
];
for (const [name, body] of CLOSING) {
  test(`${name} ends a polling session`, async () => {
    const session = await open();
    assert.ok([200, 400, 'dropped'].includes(await session.attempt(body)));
    await session.assertGone();
  });

  test(`${name} answers a pending poll with close`, async () => {
    const session = await open();
    const pending = session.get();
    await pending.sent;
    await session.attempt(body);
    const last = (await pending).text.split(RS);
    assert.equal(last.at(-1), '1');
    await session.assertGone();
  });
}

test('the framing of version 3 ends a session: its length is the type close', async () => {
  const session = await open();
  await session.attempt('1:3');
  await session.assertGone();
});

for (const [name, packet] of [['open', '0{"sid":"x"}'], ['an empty open', '0'], ['upgrade', '5'], ['noop', '6'], ['a pong', '3'], ['a pong with data', '3probe']]) {
  test(`${name} from the client is ignored and a polling session goes on`, async () => {
    const session = await open();
    await session.send(packet);
    await assertEchoes(session);
    await session.send([packet, '4a', packet, '4b'].join(RS));
    assert.equal((await session.get()).text, ['4a', '4b'].join(RS));
  });
}

test('packets in front of an invalid one are processed and those behind it are not', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  await session.attempt(['4before', 'x', '4behind'].join(RS));
  const { text } = await pending;
  assert.ok(text === '1' || text === ['4before', '1'].join(RS), JSON.stringify(text));
  await session.assertGone();
});

test('an empty text and an empty binary message come back', async () => {
  const session = await open();
  await session.send(['4', 'b'].join(RS));
  assert.equal((await session.get()).text, ['4', 'b'].join(RS));
});

test('what is no base64 is refused or repaired, and never harms', async () => {
  for (const body of ['b!!!!', 'bAQIDBA', 'b_-8=', 'bA', 'b====', 'bAQ ID', 'bAQIDBA===', 'bAQ==AQ==']) {
    const session = await open();
    const status = await session.attempt(body);
    if (status === 200) assert.match((await session.get()).text, /^b[A-Za-z0-9+/]*={0,2}$/, body);
    else await session.assertGone(body);
  }
});

test('every byte value survives as binary', async () => {
  const session = await open();
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  for (const length of [256, 255, 254]) await assertEchoes(session, 'b' + bytes.subarray(0, length).toString('base64'));
});

test('bytes that are no UTF-8 are refused or replaced', async () => {
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
    const session = await open();
    const status = await session.attempt(Buffer.from([0x34, ...bytes]));
    if (status === 200) assert.match((await session.get()).text, /^4\ufffd+$/);
    else await session.assertGone();
  }
});

test('endless heads and broken HTTP do not harm other clients', async () => {
  const other = await open();
  assert.match(await bytesBack(url, 'GET /engine.io/ HTTP/1.1\r\nHost: x\r\nX: ' + 'y'.repeat(100_000)), /^(HTTP\/1\.1 4|$)/);
  assert.match(await bytesBack(url, 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.match(await bytesBack(url, crypto.randomBytes(2000), '\r\n\r\n'), /^(HTTP\/1\.1 4|$)/);
  await assertEchoes(other);
});
