// Whole conversations between a client and the gateway, byte for byte, from the first request to the last.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Polling, RS } from './polling.mjs';
import { CALM, SOCKET, serve } from './server.mjs';
import { Ws } from './websocket.mjs';

const url = await serve(CALM);
const beating = await serve({ ...CALM, ping_interval_ms: 300 });
const open = (base = url) => Polling.open(base, SOCKET);

test('polling only, with a payload to join with, an echo, an acknowledgement, a heartbeat and the end', async () => {
  const session = await open(beating);
  await session.send('40{"token":"t0"}');
  const [joined, auth] = await session.receive(2);
  assert.match(joined, /^40\{"sid":"[A-Za-z0-9_-]{20,}"\}$/);
  assert.equal(auth, '42["auth",{"token":"t0"}]');
  await session.send(['42["message",1,"zwei",{"drei":[true]}]', '4217["message-with-ack","q"]'].join(RS));
  assert.deepEqual(await session.receive(2), ['42["message-back",1,"zwei",{"drei":[true]}]', '4317["q"]']);
  assert.equal((await session.get()).text, '2');
  const pending = session.get();
  await pending.sent;
  await session.send('3');
  await session.send('1');
  assert.equal((await pending).text, '6');
  const gone = await session.get();
  assert.deepEqual([gone.status, gone.text], [400, '{"code":1,"message":"Session ID unknown"}']);
  assert.match(gone.headers['content-type'], /^application\/json/);
});

const PUT = '["message-with-ack",{"name":"x","data":{"_placeholder":true,"num":0}},{"_placeholder":true,"num":1}]';
const RESULT = '[{"name":"x","data":{"_placeholder":true,"num":0}},{"_placeholder":true,"num":1}]';

test('binary with an acknowledgement in another namespace over polling', async () => {
  const session = await open();
  await session.send('40/custom,');
  await session.receive(2);
  await session.send([`452-/custom,8${PUT}`, 'bAQIDBA==', 'b'].join(RS));
  assert.deepEqual(await session.receive(3), [`462-/custom,8${RESULT}`, 'bAQIDBA==', 'b']);
});

test('the same over websocket', async (t) => {
  const socket = await Ws.open(t, url, SOCKET);
  socket.send('40/custom,');
  assert.match(await socket.next(), /^40\/custom,\{"sid"/);
  assert.equal(await socket.next(), '42/custom,["auth",{}]');
  socket.send(`452-/custom,8${PUT}`);
  socket.send(Buffer.from([1, 2, 3, 4]));
  socket.send(Buffer.alloc(0));
  assert.equal(await socket.next(), `462-/custom,8${RESULT}`);
  assert.deepEqual(await socket.next(), Buffer.from([1, 2, 3, 4]));
  assert.deepEqual(await socket.next(), Buffer.alloc(0));
});

test('an upgrade with traffic, and the heartbeat behind it', async (t) => {
  const session = await open(beating);
  await session.send('40');
  await session.receive(2);
  // The heartbeat may come at any moment of a slow machine's upgrade.
  const unless2 = (text) => text.split(RS).filter((packet) => packet !== '2');
  const pending = session.get();
  await pending.sent;
  const socket = await Ws.upgrade(t, beating, session, { pongs: false });
  socket.send('2probe');
  const next = async () => {
    const message = await socket.next();
    if (message !== '2') return message;
    socket.send('3');
    return next();
  };
  assert.equal(await next(), '3probe');
  assert.ok(['', '6'].includes(unless2((await pending).text).join()));
  await session.send('42["message","tick"]');
  socket.send('5');
  assert.equal(await next(), '42["message-back","tick"]');
  socket.send('42["message","over ws"]');
  assert.equal(await next(), '42["message-back","over ws"]');
  const refused = await session.get();
  assert.deepEqual([refused.status, refused.text], [400, '{"code":3,"message":"Bad request"}']);
  socket.send('3');
  assert.equal(await socket.next(), '2');
  socket.send('3');
  assert.equal(await socket.next(), '2');
});

test('websocket only: two namespaces, a refusal, leaving, and an event that comes too late', async (t) => {
  const socket = await Ws.open(t, url, SOCKET);
  socket.send('40');
  assert.match(await socket.next(), /^40\{"sid":"[^"]+"\}$/);
  assert.equal(await socket.next(), '42["auth",{}]');
  socket.send('40/admin,{"token":"no"}');
  assert.equal(await socket.next(), '44/admin,{"message":"Invalid namespace"}');
  socket.send('40/custom,{"token":"yes"}');
  assert.match(await socket.next(), /^40\/custom,\{"sid":"[^"]+"\}$/);
  assert.equal(await socket.next(), '42/custom,["auth",{"token":"yes"}]');
  socket.send('430["yes"]');
  socket.send('41/custom,');
  socket.send('42["message"]');
  assert.equal(await socket.next(), '42["message-back"]');
  socket.send('42/custom,["late"]');
  assert.deepEqual(await socket.end(), { messages: [], code: null });
});

test('a violation over polling without a pending poll', async () => {
  const session = await open();
  await session.send('42{}');
  const last = await session.get();
  assert.deepEqual([last.status, last.text], [200, `6${RS}1`]);
  const gone = await session.get();
  assert.deepEqual([gone.status, gone.text], [400, '{"code":1,"message":"Session ID unknown"}']);
});

test('two polls at a time', async () => {
  const session = await open();
  const first = session.get();
  await first.sent;
  const second = await session.get();
  assert.deepEqual([second.status, second.text, (await first).status, (await first).text], [400, '', 200, '1']);
});

test('a heartbeat waits in the buffer for the next poll', async () => {
  const session = await open(beating);
  await session.send('40');
  await session.receive(2);
  // The ping of a session that began later says that the first one's is due.
  await session.send('3');
  assert.equal((await (await open(beating)).get()).text, '2');
  await session.send('42["message","behind"]');
  assert.equal((await session.get()).text.split(RS)[0], '2');
});
