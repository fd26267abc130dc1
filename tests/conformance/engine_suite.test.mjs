// The bare Engine.IO endpoint, with the timing of the public suites.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Polling, RS, request } from './polling.mjs';
import { ENGINE, FAST, serve } from './server.mjs';
import { Ws } from './websocket.mjs';

const url = await serve(FAST);
const open = (query) => Polling.open(url, ENGINE, query);
const KEYS = ['maxPayload', 'pingInterval', 'pingTimeout', 'sid', 'upgrades'];

test('the open packet over polling has the five keys and the values of the configuration', async () => {
  const session = await open();
  assert.deepEqual(Object.keys(session.open).sort(), KEYS);
  assert.equal(typeof session.sid, 'string');
  assert.deepEqual(session.open, { sid: session.sid, upgrades: ['websocket'], pingInterval: 300, pingTimeout: 200, maxPayload: 1000000 });
});

test('the open packet over websocket has the same keys and offers no upgrade', async (t) => {
  const socket = await Ws.open(t, url, ENGINE);
  assert.deepEqual(Object.keys(socket.open).sort(), KEYS);
  assert.deepEqual(socket.open.upgrades, []);
});

test('handshakes with a missing or wrong version or transport are refused over polling', async () => {
  for (const query of ['transport=polling', 'EIO=abc&transport=polling', 'EIO=4', 'EIO=4&transport=abc']) {
    assert.equal((await request(url, 'GET', `${ENGINE}?${query}`)).status, 400, query);
  }
});

test('handshakes with a missing or wrong version or transport are refused over websocket', async (t) => {
  for (const query of ['transport=websocket', 'EIO=abc&transport=websocket', 'EIO=4', 'EIO=4&transport=abc']) {
    assert.equal((await new Ws(t, url, `${ENGINE}?${query}`).head).status, 400, query);
  }
});

test('POST and PUT make no session', async () => {
  for (const method of ['POST', 'PUT']) {
    assert.equal((await request(url, method, `${ENGINE}?EIO=4&transport=polling`)).status, 400, method);
  }
});

test('one, several, and mixed text and binary packets come back in one payload', async () => {
  for (const payload of ['4hello', ['4a', '4b', '4c'].join(RS), ['4test1', 'bAQIDBA==', '4€', 'b', '4'].join(RS)]) {
    const session = await open();
    await session.send(payload);
    assert.equal((await session.get()).text, payload);
  }
});

test('an invalid packet over polling ends the session', async () => {
  const session = await open();
  await session.attempt('abc');
  await session.assertGone();
});

test('an invalid packet over websocket ends the connection', async (t) => {
  const socket = await Ws.open(t, url, ENGINE);
  socket.send('abc');
  await socket.end();
});

test('a second poll ends both polls and the session', async () => {
  const session = await open();
  const first = session.get();
  await first.sent;
  const second = await session.get();
  assert.deepEqual([second.status, second.text], [400, '']);
  assert.deepEqual([(await first).status, (await first).text], [200, '1']);
  await session.assertGone();
});

test('text and binary come back over websocket', async (t) => {
  const socket = await Ws.open(t, url, ENGINE);
  socket.send('4hello');
  assert.equal(await socket.next(), '4hello');
  socket.send(Buffer.from([1, 2, 3, 4]));
  assert.deepEqual(await socket.next(), Buffer.from([1, 2, 3, 4]));
});

test('three heartbeats keep a polling session', async () => {
  const session = await open();
  for (let i = 0; i < 3; ++i) {
    assert.equal((await session.get()).text, '2');
    await session.send('3');
  }
});

test('three heartbeats keep a websocket session', async (t) => {
  const socket = await Ws.open(t, url, ENGINE, { pongs: false });
  for (let i = 0; i < 3; ++i) {
    assert.equal(await socket.next(), '2');
    socket.send('3');
  }
  assert.equal(await socket.next(), '2', 'and a fourth');
});

test('a polling session that never asks is gone after interval and timeout', async () => {
  const session = await open();
  await new Promise((resolve) => setTimeout(resolve, 300 + 200)); // not a moment later: the suites ask then
  await session.assertGone();
});

test('a poll that waits when the ping timeout strikes is answered with close', async () => {
  const session = await open();
  assert.equal((await session.get()).text, '2');
  assert.equal((await session.get()).text, '1');
  await session.assertGone();
});

test('other traffic does not replace a pong', async () => {
  const session = await open();
  assert.equal((await session.get()).text, '2');
  await session.send('4busy');
  assert.equal((await session.get()).text, '4busy');
  assert.equal((await session.get()).text, '1');
});

test('a pong with data, or without a ping, counts as a pong', async (t) => {
  const socket = await Ws.open(t, url, ENGINE, { pongs: false });
  socket.send('3');
  assert.equal(await socket.next(), '2');
  socket.send('3probe');
  assert.equal(await socket.next(), '2');
});

test('a websocket client that does not answer pings is disconnected', async (t) => {
  const socket = await Ws.open(t, url, ENGINE, { pongs: false });
  const { messages } = await socket.end();
  assert.deepEqual(messages, ['2']);
});

test('a close packet ends a polling session and its pending poll gets a noop', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  await session.send('1');
  assert.equal((await pending).text, '6');
  await session.assertGone();
});

test('a close packet over websocket ends the connection', async (t) => {
  const socket = await Ws.open(t, url, ENGINE);
  socket.send('1');
  await socket.end();
});

test('after the probe a new poll gets a noop, and the echo moves to the websocket', async (t) => {
  const session = await open();
  const socket = await Ws.upgrade(t, url, session);
  socket.send('2probe');
  assert.equal(await socket.next(), '3probe');
  assert.equal((await session.get()).text, '6');
  socket.send('5');
  socket.send('4hello');
  assert.equal(await socket.next(), '4hello');
});

test('probe and upgrade in one segment upgrade, and polls are refused from then on', async (t) => {
  const session = await open();
  const socket = await Ws.upgrade(t, url, session);
  socket.send('2probe');
  socket.send('5');
  assert.equal(await socket.next(), '3probe');
  socket.send('4ready');
  assert.equal(await socket.next(), '4ready');
  assert.equal((await session.get()).status, 400);
  socket.send('4hello');
  assert.equal(await socket.next(), '4hello');
});

test('a second websocket of an upgraded session is closed and the first goes on', async (t) => {
  const session = await open();
  const first = await Ws.upgrade(t, url, session);
  first.send('2probe');
  first.send('5');
  assert.equal(await first.next(), '3probe');
  const second = await Ws.upgrade(t, url, session);
  assert.deepEqual(await second.end(), { messages: [], code: null });
  first.send('4hello');
  assert.equal(await first.next(), '4hello');
});

test('the heartbeat goes on over the websocket after an upgrade', async (t) => {
  const session = await open();
  const socket = await Ws.upgrade(t, url, session, { pongs: false });
  socket.send('2probe');
  socket.send('5');
  assert.equal(await socket.next(), '3probe');
  for (let i = 0; i < 3; ++i) {
    assert.equal(await socket.next(), '2');
    socket.send('3');
  }
});

test('a ping that was not answered before an upgrade still ends the session after it', async (t) => {
  const session = await open();
  assert.equal((await session.get()).text, '2');
  const socket = await Ws.upgrade(t, url, session, { pongs: false });
  socket.send('2probe');
  socket.send('5');
  assert.deepEqual((await socket.end()).messages, ['3probe']);
});
