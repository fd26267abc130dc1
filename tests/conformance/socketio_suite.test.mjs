// The Socket.IO endpoint, with the timing of the public suites.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Polling, RS, request } from './polling.mjs';
import { join, joined } from './sessions.mjs';
import { FAST, SOCKET, serve } from './server.mjs';
import { Ws } from './websocket.mjs';

const url = await serve(FAST);
const KEYS = ['maxPayload', 'pingInterval', 'pingTimeout', 'sid', 'upgrades'];

test('the handshake over polling and over websocket', async (t) => {
  const session = await Polling.open(url, SOCKET);
  assert.deepEqual(session.open, { sid: session.sid, upgrades: ['websocket'], pingInterval: 300, pingTimeout: 200, maxPayload: 1000000 });
  const socket = await Ws.open(t, url, SOCKET);
  assert.deepEqual(Object.keys(socket.open).sort(), KEYS);
  assert.deepEqual(socket.open.upgrades, []);
});

test('wrong versions, transports and methods are refused', async (t) => {
  for (const query of ['transport=polling', 'EIO=abc&transport=polling', 'EIO=4', 'EIO=4&transport=abc']) {
    assert.equal((await request(url, 'GET', `${SOCKET}?${query}`)).status, 400, query);
    const target = `${SOCKET}?${query}`.replace('=polling', '=websocket');
    assert.equal((await new Ws(t, url, target).head).status, 400, target);
  }
  for (const method of ['POST', 'PUT']) assert.equal((await request(url, method, `${SOCKET}?EIO=4&transport=polling`)).status, 400);
});

test('three heartbeats keep a polling client, a poll without them ends', async () => {
  const session = await Polling.open(url, SOCKET);
  await session.send('40');
  await session.receive(2);
  for (let i = 0; i < 3; ++i) {
    assert.equal((await session.get()).text, '2');
    await session.send('3');
  }
  assert.equal((await session.get()).text, '2');
  assert.equal((await session.get()).text, '1');
  await session.assertGone();
});

test('three heartbeats keep a websocket client, one without them is closed', async (t) => {
  const socket = await Ws.open(t, url, SOCKET, { pongs: false });
  socket.send('40');
  assert.match(await socket.next(), /^40\{/);
  assert.match(await socket.next(), /^42\["auth"/);
  for (let i = 0; i < 3; ++i) {
    assert.equal(await socket.next(), '2');
    socket.send('3');
  }
  assert.deepEqual((await socket.end()).messages, ['2']);
});

test('close packets end polling and websocket clients', async (t) => {
  const session = await Polling.open(url, SOCKET);
  const pending = session.get();
  await pending.sent;
  await session.send('1');
  assert.equal((await pending).text, '6');
  await session.assertGone();
  const socket = await Ws.open(t, url, SOCKET);
  socket.send('1');
  await socket.end();
});

test('a client moves to a websocket and polls no more', async (t) => {
  const session = await Polling.open(url, SOCKET);
  const socket = await Ws.upgrade(t, url, session);
  socket.send('2probe');
  assert.equal(await socket.next(), '3probe');
  assert.equal((await session.get()).text, '6');
  socket.send('5');
  socket.send('40');
  assert.match(await socket.next(), /^40\{"sid"/);
  assert.equal((await session.get()).status, 400);
  assert.equal(await socket.next(), '42["auth",{}]');
});

for (const [namespace, prefix] of [['the main namespace', ''], ['a namespace of its own', '/custom,']]) {
  test(`a client joins ${namespace} with and without a payload`, async (t) => {
    for (const [payload, auth] of [['', '{}'], ['{"token":"123"}', '{"token":"123"}']]) {
      const socket = await Ws.open(t, url, SOCKET);
      socket.send(`40${prefix}${payload}`);
      const answer = await socket.next();
      assert.ok(answer.startsWith(`40${prefix}{`), answer);
      assert.deepEqual(Object.keys(JSON.parse(answer.slice(2 + prefix.length))), ['sid']);
      assert.equal(await socket.next(), `42${prefix}["auth",${auth}]`);
    }
  });
}

test('an unknown namespace is refused', async (t) => {
  const socket = await Ws.open(t, url, SOCKET);
  socket.send('40/random');
  assert.equal(await socket.next(), '44/random,{"message":"Invalid namespace"}');
});

test('an invalid handshake, and none, end the connection', async (t) => {
  const invalid = await Ws.open(t, url, SOCKET);
  invalid.send('4abc');
  const none = await Ws.open(t, url, SOCKET);
  await invalid.end();
  await none.end();
});

test('after leaving the main namespace the next message is a ping', async (t) => {
  const socket = await Ws.open(t, url, SOCKET, { pongs: false });
  socket.send('40');
  assert.match(await socket.next(), /^40/);
  assert.match(await socket.next(), /^42/);
  socket.send('41');
  assert.equal(await socket.next(), '2');
});

test('a client joins and leaves a namespace while the main one goes on', async (t) => {
  const session = await joined(t, url, 'websocket');
  await join(session, '/custom');
  await session.send('41/custom', '42["message","message to main namespace"]');
  assert.equal(await session.receive(), '42["message-back","message to main namespace"]');
});

test('plain, binary, and acknowledged messages come back byte for byte', async (t) => {
  const session = await joined(t, url, 'websocket');
  const two = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';
  const [a, b] = [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])];

  await session.send('42["message",1,"2",{"3":[true]}]');
  assert.equal(await session.receive(), '42["message-back",1,"2",{"3":[true]}]');
  await session.send(`452-["message",${two}]`, a, b);
  assert.deepEqual([await session.receive(), await session.receive(), await session.receive()], [`452-["message-back",${two}]`, a, b]);
  await session.send('42456["message-with-ack",1,"2",{"3":[false]}]');
  assert.equal(await session.receive(), '43456[1,"2",{"3":[false]}]');
  await session.send(`452-789["message-with-ack",${two}]`, a, b);
  assert.deepEqual([await session.receive(), await session.receive(), await session.receive()], [`462-789[${two}]`, a, b]);
});

for (const packet of ['4abc', '42{}', '42abc["message-with-ack",1,"2",{"3":[false]}]']) {
  test(`${packet} ends the connection`, async (t) => {
    const session = await joined(t, url, 'websocket');
    await session.send(packet);
    assert.deepEqual((await session.socket.end()).messages, []);
  });
}

test('one payload carries packets of two namespaces in order', async () => {
  const session = await Polling.open(url, SOCKET);
  await session.send('40');
  await session.receive(2);
  await session.send('40/custom,');
  await session.receive(2);
  await session.send(['42["message",1]', '42/custom,["message",2]', '42["message",3]'].join(RS));
  assert.deepEqual(await session.receive(3), ['42["message-back",1]', '42/custom,["message-back",2]', '42["message-back",3]']);
});
