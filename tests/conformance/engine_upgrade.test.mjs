// From polling to a WebSocket, the ways it can go wrong, and that nothing is lost on it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Polling, RS, request } from './polling.mjs';
import { join } from './sessions.mjs';
import { CALM, ENGINE, SOCKET, serve } from './server.mjs';
import { OP, Ws, closeFrame, frame } from './websocket.mjs';

const url = await serve(CALM, { transport: { upgrade_timeout_ms: 600_000 } });
const impatient = await serve(CALM, { transport: { upgrade_timeout_ms: 200 } });
const open = () => Polling.open(url, ENGINE);

async function probed(t, session) {
  const socket = await Ws.upgrade(t, session.url, session);
  socket.send('2probe');
  assert.equal(await socket.next(), '3probe');
  return socket;
}

test('the server is silent until it is probed, and a pending poll gets a noop then', async (t) => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  const socket = await Ws.upgrade(t, url, session);
  assert.deepEqual(socket.inbox, []);
  socket.send('2probe');
  assert.equal(await socket.next(), '3probe');
  assert.equal((await pending).text, '6');
});

test('every poll after the probe is answered at once, with what waits or with a noop', async (t) => {
  const session = await open();
  await probed(t, session);
  for (let i = 0; i < 3; ++i) assert.equal((await session.get()).text, '6');
  await session.send('4waits');
  assert.equal((await session.get()).text, '4waits');
  assert.equal((await session.get()).text, '6');
});

test('what is sent between the last poll and the switch comes over the websocket, in order', async (t) => {
  const session = await open();
  const socket = await probed(t, session);
  assert.equal((await session.get()).text, '6');
  await session.send(['4one', 'bAQI=', '4two'].join(RS));
  await session.send('4three');
  socket.send('5');
  socket.send('4four');
  const got = [];
  for (let i = 0; i < 5; ++i) got.push(await socket.next());
  assert.deepEqual(got, ['4one', Buffer.from([1, 2]), '4two', '4three', '4four']);
});

test('a thousand messages around the switch are neither lost nor doubled nor reordered', async (t) => {
  const session = await open();
  const socket = await Ws.upgrade(t, url, session);
  const sent = Array.from({ length: 1000 }, (_, i) => `4${i}`);
  const got = [];
  const take = async () => got.push(...(await session.get()).text.split(RS).filter((packet) => packet !== '6'));
  for (let i = 0; i < 300; i += 100) {
    await session.send(sent.slice(i, i + 100).join(RS));
    await take();
  }
  await session.send(sent.slice(300, 400).join(RS));
  socket.send('2probe');
  assert.equal(await socket.next(), '3probe');
  await take();
  await session.send(sent.slice(400, 700).join(RS));
  socket.send('5');
  for (const packet of sent.slice(700)) socket.send(packet);
  while (got.length < sent.length) got.push(await socket.next());
  assert.deepEqual(got, sent);
});

test('a poll that is still pending at the switch is answered', async (t) => {
  const session = await open();
  const pending = session.get();
  await pending.sent;
  const socket = await Ws.upgrade(t, url, session);
  socket.send('5');
  assert.ok(['1', '6'].includes((await pending).text));
  socket.send('4on');
  assert.equal(await socket.next(), '4on');
});

test('the probe may come more than once', async (t) => {
  const session = await open();
  const socket = await probed(t, session);
  socket.send('2probe');
  assert.equal(await socket.next(), '3probe');
  socket.send('5');
  socket.send('4on');
  assert.equal(await socket.next(), '4on');
});

test('the switch without a probe is accepted', async (t) => {
  const session = await open();
  const socket = await Ws.upgrade(t, url, session);
  socket.send('5');
  socket.send('4on');
  assert.equal(await socket.next(), '4on');
});

const WRONG = [
  ['a message', (socket) => socket.send('4early')],
  ['a bare ping', (socket) => socket.send('2')],
  ['a ping with other data', (socket) => socket.send('2other')],
  ['binary', (socket) => socket.send(Buffer.from([1]))],
  ['an unknown type', (socket) => socket.send('x')],
  ['an empty message', (socket) => socket.send('')],
  ['a close frame', (socket) => socket.write(closeFrame(1000))],
  ['a connection that drops', (socket) => socket.socket.destroy()],
  ['a connection that is reset', (socket) => socket.socket.resetAndDestroy()],
  ['a connection that is closed one way', (socket) => socket.socket.end()],
  ['a broken frame', (socket) => socket.write(frame(OP.text, 'x', { mask: false }))],
];
for (const [name, misbehave] of WRONG) {
  for (const after of ['before', 'after']) {
    test(`${name} ${after} the probe ends the websocket, polling goes on and may upgrade again`, async (t) => {
      const session = await open();
      const socket = after === 'after' ? await probed(t, session) : await Ws.upgrade(t, url, session);
      misbehave(socket);
      assert.deepEqual((await socket.end()).messages, []);
      await session.send('4on');
      assert.equal((await session.get()).text, '4on');

      const again = await probed(t, session);
      again.send('5');
      again.send('4over');
      assert.equal(await again.next(), '4over');
    });
  }
}

test('after a websocket that vanished polls are held again', async (t) => {
  const session = await open();
  const socket = await probed(t, session);
  socket.write(closeFrame(1000));
  await socket.end();
  const pending = session.get();
  await pending.sent;
  await session.send('4held');
  assert.equal((await pending).text, '4held');
});

test('an upgrade that is never finished ends, and polling goes on', async (t) => {
  const session = await Polling.open(impatient, ENGINE);
  const socket = await probed(t, session);
  assert.deepEqual((await socket.end()).messages, []);
  await session.send('4on');
  assert.equal((await session.get()).text, '4on');
});

test('the websocket of an upgrade ends with its session', async (t) => {
  const session = await open();
  const socket = await probed(t, session);
  await session.send('1');
  assert.deepEqual((await socket.end()).messages, []);
  await session.assertGone();
});

test('posts during an upgrade are processed', async (t) => {
  const session = await open();
  const socket = await Ws.upgrade(t, url, session);
  await session.send('4a');
  socket.send('2probe');
  assert.equal(await socket.next(), '3probe');
  await session.send('4b');
  assert.equal((await session.get()).text, ['4a', '4b'].join(RS));
});

test('a second websocket during an upgrade is closed and the first goes on', async (t) => {
  const session = await open();
  const first = await probed(t, session);
  const second = await Ws.upgrade(t, url, session);
  assert.deepEqual(await second.end(), { messages: [], code: null });
  first.send('5');
  first.send('4on');
  assert.equal(await first.next(), '4on');
});

test('a second websocket of a session that began as one is closed and the first goes on', async (t) => {
  const first = await Ws.open(t, url, ENGINE);
  const second = await Ws.upgrade(t, url, { mount: ENGINE, sid: first.sid });
  assert.deepEqual(await second.end(), { messages: [], code: null });
  first.send('4on');
  assert.equal(await first.next(), '4on');
});

test('a websocket for an unknown session is refused before it opens', async (t) => {
  for (const sid of ['nobody', '__proto__', 'constructor', 'A'.repeat(20), '%00', 'x'.repeat(5000)]) {
    const { status, body } = await new Ws(t, url, `${ENGINE}?EIO=4&transport=websocket&sid=${sid}`).head;
    assert.deepEqual([status, body], [400, 'Session ID unknown'], sid);
  }
});

test('a websocket for a session that has ended is refused', async (t) => {
  const session = await open();
  await session.send('1');
  assert.equal((await new Ws(t, url, `${ENGINE}?EIO=4&transport=websocket&sid=${session.sid}`).head).status, 400);
});

test('a session of one endpoint is unknown at the other', async () => {
  const session = await open();
  const answer = await request(url, 'GET', `${SOCKET}?EIO=4&transport=polling&sid=${session.sid}`);
  assert.equal(answer.text, '{"code":1,"message":"Session ID unknown"}');
});

test('a binary event that is half sent at the switch is completed over the websocket', async (t) => {
  const polling = await Polling.open(url, SOCKET);
  await join({ send: (packet) => polling.send(packet), receive: receiver(polling) });
  const socket = await probed(t, polling);
  await polling.send('451-["message",{"_placeholder":true,"num":0}]');
  socket.send('5');
  socket.send(Buffer.from([7]));
  assert.equal(await socket.next(), '451-["message-back",{"_placeholder":true,"num":0}]');
  assert.deepEqual(await socket.next(), Buffer.from([7]));
});

function receiver(polling) {
  const queue = [];
  return async () => {
    if (queue.length === 0) queue.push(...(await polling.receive()));
    return queue.shift();
  };
}

test('membership of namespaces survives the upgrade', async (t) => {
  const polling = await Polling.open(url, SOCKET);
  await join({ send: (packet) => polling.send(packet), receive: receiver(polling) }, '/custom');
  const socket = await probed(t, polling);
  assert.equal((await polling.get()).text, '6');
  await polling.send('42/custom,["message","tick"]');
  socket.send('5');
  assert.equal(await socket.next(), '42/custom,["message-back","tick"]');
  socket.send('42/custom,["message","over ws"]');
  assert.equal(await socket.next(), '42/custom,["message-back","over ws"]');
});
