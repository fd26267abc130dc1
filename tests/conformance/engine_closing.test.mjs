// The ends of a session: by packet, by connection, by the server, by a stop of the gateway.
import assert from 'node:assert/strict';
import test from 'node:test';
import { start, configuration } from '../integration/gateway.mjs';
import { Polling, RS } from './polling.mjs';
import { assertAlive, joined } from './sessions.mjs';
import { CALM, ENGINE, FAST, SOCKET, serve } from './server.mjs';
import { Ws, closeFrame } from './websocket.mjs';

const url = await serve(CALM);
const fast = await serve(FAST);
const open = (mount = ENGINE) => Polling.open(url, mount);

const polling = (socket, mount = ENGINE) => Object.assign(new Polling(), { url, target: `${mount}?EIO=4&transport=polling&sid=${socket.sid}` });

test('a close packet gets ok, the pending poll a noop, and the session is unknown at once', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  await session.send('1');
  assert.deepEqual([(await pending).status, (await pending).text], [200, '6']);
  await session.assertGone();
  assert.equal((await session.post('4a')).text, '{"code":1,"message":"Session ID unknown"}');
});

test('packets behind a close packet are dropped', async () => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  await session.send(['1', '4late', 'invalid'].join(RS));
  assert.equal((await pending).text, '6');
  await session.assertGone();
});

test('a close packet over websocket ends connection and session', async (t) => {
  const socket = await Ws.open(t, url, ENGINE);
  socket.send('1');
  assert.deepEqual(await socket.end(), { messages: [], code: null });
  await polling(socket).assertGone();
});

for (const [name, leave] of [
  ['a close frame', (socket) => socket.write(closeFrame(1000))],
  ['the end of the connection', (socket) => socket.socket.end()],
  ['a reset', (socket) => socket.socket.resetAndDestroy()],
]) {
  test(`${name} ends a websocket session`, async (t) => {
    const socket = await Ws.open(t, url, ENGINE);
    leave(socket);
    await socket.end();
    // The reset has no answer to wait for: ask until the server has seen it.
    let answer;
    do answer = await polling(socket).get();
    while (answer.text.includes('"code":3'));
    assert.equal(answer.text, '{"code":1,"message":"Session ID unknown"}');
  });
}

// Something for the session waits at the server: another client, that spoke later, has its answer.
async function buffer(t, session) {
  const other = await joined(t, url, 'websocket');
  await session.send('42["message","buffered"]');
  await assertAlive(other);
}

test('an orderly end over polling sends what was buffered, then close, then nothing', async (t) => {
  const session = await joined(t, url, 'polling');
  await buffer(t, session);
  await session.send('42{}');
  assert.equal((await session.polling.get()).text, '42["message-back","buffered"]');
  await session.assertViolated();
});

test('an orderly end answers an empty pending poll with close alone', async (t) => {
  const { polling: session } = await joined(t, url, 'polling');
  const pending = session.get();
  await pending.sent;
  await session.send('42{}');
  assert.deepEqual([(await pending).status, (await pending).text], [200, '1']);
  await session.assertGone();
});

test('an orderly ending session takes no more posts', async (t) => {
  const { polling: session } = await joined(t, url, 'polling');
  await session.send('42{}');
  assert.equal((await session.post('42["message"]')).text, '{"code":1,"message":"Session ID unknown"}');
  await session.assertEndedOrderly();
});

test('an orderly end over websocket sends what was buffered and a close frame without code', async (t) => {
  const session = await joined(t, url, 'websocket');
  await buffer(t, session);
  await session.send('42{}');
  assert.deepEqual(await session.socket.end(), { messages: ['42["message-back","buffered"]'], code: null });
});

test('a websocket client that does not answer a close frame is disconnected all the same', async (t) => {
  const socket = await Ws.open(t, url, SOCKET, { closes: false });
  socket.send('4{}');
  assert.deepEqual(await socket.end(), { messages: [], code: null });
});

for (const refused of ['never asks for a namespace', 'is refused by the only one it asked for']) {
  test(`a client that ${refused} is disconnected by the connect timeout`, async (t) => {
    const socket = await Ws.open(t, fast, SOCKET);
    if (refused.startsWith('is')) {
      socket.send('40/random,');
      assert.equal(await socket.next(), '44/random,{"message":"Invalid namespace"}');
    }
    assert.deepEqual((await socket.end()).messages, []);
  });
}

test('a polling client that joins nothing is disconnected by the connect timeout', async () => {
  const session = await Polling.open(fast, SOCKET);
  const packets = [];
  for (;;) {
    const answer = await session.get();
    assert.equal(answer.status, 200);
    packets.push(...answer.text.split(RS));
    if (packets.at(-1) === '1') break;
    await session.send('3');
  }
  assert.deepEqual(packets.slice(0, 3), ['2', '2', '2'], 'its heartbeat was not the reason');
  await session.assertGone();
});

test('a client that left its last namespace stays connected on heartbeats', async (t) => {
  const socket = await Ws.open(t, fast, SOCKET, { pongs: false });
  socket.send('40');
  assert.match(await socket.next(), /^40/);
  assert.match(await socket.next(), /^42/);
  socket.send('41');
  // Well beyond the connect timeout.
  for (let i = 0; i < 6; ++i) {
    assert.equal(await socket.next(), '2');
    socket.send('3');
  }
  socket.send('40');
  assert.match(await socket.next(), /^40/);
});

test('a stop of the gateway answers pending polls with close and closes websockets', async (t) => {
  const units = { auth_hosts: { keyless: ['127.0.0.1'] }, transport_socketio: { engine_echo: true, ...CALM } };
  const gateway = await start(t, { config: configuration({ config: units }) });
  const session = await Polling.open(gateway.url, ENGINE);
  const socket = await Ws.open(t, gateway.url, ENGINE);
  const pending = session.get();
  await pending.sent;
  const stopped = gateway.stop();
  assert.deepEqual([(await pending).status, (await pending).text], [200, '1']);
  const { messages, code } = await socket.end();
  assert.deepEqual(messages, []);
  assert.notEqual(code, undefined, 'there was a close frame');
  assert.equal((await stopped).code, 0);
});
