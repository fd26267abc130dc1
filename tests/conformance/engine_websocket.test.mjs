// Frames as RFC 6455 wants them, frames as it does not, and the code each ends with.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Polling } from './polling.mjs';
import { CALM, ENGINE, serve } from './server.mjs';
import { OP, Ws, closeFrame, frame } from './websocket.mjs';

const url = await serve(CALM);
const open = (t, options) => Ws.open(t, url, ENGINE, options);
const TARGET = `${ENGINE}?EIO=4&transport=websocket`;

test('header names and the words of an opening compare without case, and Connection may be a list', async (t) => {
  const socket = new Ws(t, url, TARGET, { headers: { Connection: 'keep-alive, uPGRADE', Upgrade: 'WebSocket' } });
  assert.equal((await socket.head).status, 101);
  assert.match(await socket.next(), /^0\{/);
});

test('the opening is answered with the right accept, and neither protocol nor extension is chosen', async (t) => {
  const socket = new Ws(t, url, TARGET, {
    headers: {
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': 'chat, superchat',
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    },
  });
  const { headers } = await socket.head;
  assert.equal(headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  assert.equal(headers['sec-websocket-protocol'], undefined);
  assert.equal(headers['sec-websocket-extensions'], undefined);
});

test('other versions and bad keys are refused', async (t) => {
  for (const headers of [{ 'Sec-WebSocket-Version': '8' }, { 'Sec-WebSocket-Version': null }, { 'Sec-WebSocket-Key': null }, { 'Sec-WebSocket-Key': 'short' }]) {
    const { status } = await new Ws(t, url, TARGET, { headers }).head;
    assert.ok(status === 400 || status === 426, `${JSON.stringify(headers)}: ${status}`);
  }
});

test('frames in the segment of the opening are not lost', async (t) => {
  const socket = new Ws(t, url, TARGET, { first: frame(OP.text, '4early') });
  assert.match(await socket.next(), /^0\{/);
  assert.equal(await socket.next(), '4early');
});

test('bytes that come one at a time make the same messages', async (t) => {
  const socket = await open(t);
  for (const byte of frame(OP.text, '4slowly')) socket.write(Buffer.from([byte]));
  assert.equal(await socket.next(), '4slowly');
});

test('fragments become one message, also around a ping', async (t) => {
  const socket = await open(t);
  socket.write(
    frame(OP.text, '4a', { fin: false }),
    frame(OP.continuation, '', { fin: false }),
    frame(OP.ping, 'between'),
    frame(OP.continuation, '€'),
  );
  assert.deepEqual(await socket.next(), { pong: 'between' });
  assert.equal(await socket.next(), '4a€');
});

test('a character may be cut between fragments', async (t) => {
  const socket = await open(t);
  const euro = Buffer.from('€');
  socket.write(
    frame(OP.text, Buffer.concat([Buffer.from('4'), euro.subarray(0, 1)]), { fin: false }),
    frame(OP.continuation, euro.subarray(1, 2), { fin: false }),
    frame(OP.continuation, euro.subarray(2)),
  );
  assert.equal(await socket.next(), '4€');
});

test('a ping gets a pong with its payload and a pong gets nothing', async (t) => {
  const socket = await open(t);
  socket.write(frame(OP.pong, 'unasked'), frame(OP.ping, 'x'.repeat(125)), frame(OP.ping));
  assert.deepEqual(await socket.next(), { pong: 'x'.repeat(125) });
  assert.deepEqual(await socket.next(), { pong: '' });
});

test('a text message that begins with b is base64', async (t) => {
  const socket = await open(t);
  socket.send('bAQIDBA==');
  assert.deepEqual(await socket.next(), Buffer.from([1, 2, 3, 4]));
});

test('a client that asked for base64 gets binary as text', async (t) => {
  const socket = await open(t, { query: '&b64=1' });
  socket.send(Buffer.from([1, 2, 3, 4]));
  assert.equal(await socket.next(), 'bAQIDBA==');
});

test('the record separator means nothing', async (t) => {
  const socket = await open(t);
  socket.send('4a\x1e4b');
  assert.equal(await socket.next(), '4a\x1e4b');
});

test('an empty binary message and an empty text packet come back', async (t) => {
  const socket = await open(t);
  socket.send(Buffer.alloc(0));
  assert.deepEqual(await socket.next(), Buffer.alloc(0));
  socket.send('4');
  assert.equal(await socket.next(), '4');
});

test('a message of exactly the limit passes, in one frame and in fragments', async (t) => {
  const socket = await open(t);
  const whole = '4' + 'x'.repeat(999_999);
  socket.send(whole);
  assert.ok((await socket.next()) === whole);
  socket.write(frame(OP.text, whole.slice(0, 600_000), { fin: false }), frame(OP.continuation, whole.slice(600_000)));
  assert.ok((await socket.next()) === whole);
});

const utf8 = (...bytes) => Buffer.from([0x34, ...bytes]);
const ENDING = [
  ['a frame without mask', [frame(OP.text, '4a', { mask: false })], 1002],
  ['RSV1 without extension', [frame(OP.text, '4a', { rsv: 4 })], 1002],
  ['RSV2', [frame(OP.text, '4a', { rsv: 2 })], 1002],
  ['RSV3 of a control frame', [frame(OP.ping, '', { rsv: 1 })], 1002],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => [`the reserved opcode ${opcode}`, [frame(opcode, '')], 1002]),
  ['a fragmented ping', [frame(OP.ping, 'a', { fin: false })], 1002],
  ['a fragmented close', [frame(OP.close, '', { fin: false })], 1002],
  ['a ping of 126 bytes', [frame(OP.ping, 'x'.repeat(126))], 1002],
  ['a close of 126 bytes', [frame(OP.close, Buffer.concat([Buffer.from([3, 232]), Buffer.alloc(124, 120)]))], 1002],
  ['a continuation without start', [frame(OP.continuation, 'a')], 1002],
  ['text inside of a fragmented message', [frame(OP.text, '4a', { fin: false }), frame(OP.text, '4b')], 1002],
  ['binary inside of a fragmented message', [frame(OP.text, '4a', { fin: false }), frame(OP.binary, 'b')], 1002],
  ['a close payload of one byte', [frame(OP.close, 'x')], 1002],
  ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535].map((code) => [`the close code ${code}`, [closeFrame(code)], 1002]),
  ['a close reason that is no UTF-8', [closeFrame(1000, Buffer.from([0xff]))], 1007],
  ['a lone continuation byte', [frame(OP.text, utf8(0x80))], 1007],
  ['a surrogate', [frame(OP.text, utf8(0xed, 0xa0, 0x80))], 1007],
  ['an overlong slash', [frame(OP.text, utf8(0xc0, 0xaf))], 1007],
  ['an overlong three-byte form', [frame(OP.text, utf8(0xe0, 0x80, 0xaf))], 1007],
  ['a character beyond Unicode', [frame(OP.text, utf8(0xf4, 0x90, 0x80, 0x80))], 1007],
  ['a character cut by the end of the message', [frame(OP.text, utf8(0xe2, 0x82))], 1007],
  ['a character cut by the end of the last fragment', [frame(OP.text, utf8(0xe2), { fin: false }), frame(OP.continuation, Buffer.from([0x82]))], 1007],
  ['a message one byte too large', [frame(OP.text, '4' + 'x'.repeat(1_000_000))], 1009],
  ['a head that announces too much', [frame(OP.binary, '', { length: 1_000_001 })], 1009],
  ['fragments that are too large together', [frame(OP.binary, Buffer.alloc(600_000), { fin: false }), frame(OP.continuation, Buffer.alloc(400_001))], 1009],
];
for (const [name, frames, code] of ENDING) {
  test(`${name} ends the connection with ${code} and the session with it`, async (t) => {
    const socket = await open(t);
    socket.write(...frames);
    assert.deepEqual(await socket.end(), { messages: [], code });
    const polling = Object.assign(new Polling(), { url, target: `${ENGINE}?EIO=4&transport=polling&sid=${socket.sid}` });
    await polling.assertGone();
  });
}

test('a length with its top bit set ends the connection', async (t) => {
  const socket = await open(t);
  socket.write(Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]));
  const { code } = await socket.end();
  assert.ok(code === 1002 || code === 1009, String(code));
});

test('a length of 63 bits ends the connection with 1009', async (t) => {
  const socket = await open(t);
  socket.write(Buffer.from([0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4]));
  assert.equal((await socket.end()).code, 1009);
});

for (const [name, packet] of [['an empty text message', ''], ['a letter as type', 'abc'], ['an unknown digit', '7'], ['a line break in front', '\n4a'],
  ['a byte order mark in front', '\ufeff4a'], ['a ping', '2'], ['a probe outside of an upgrade', '2probe']]) {
  test(`${name} ends a websocket session`, async (t) => {
    const socket = await open(t);
    socket.send(packet);
    assert.deepEqual((await socket.end()).messages, []);
  });
}

for (const packet of ['0{"sid":"x"}', '0', '5', '6', '3', '3probe']) {
  test(`the packet ${packet} is ignored and a websocket session goes on`, async (t) => {
    const socket = await open(t);
    socket.send(packet);
    socket.send('4on');
    assert.equal(await socket.next(), '4on');
  });
}

test('what is no base64 is refused or repaired over websocket', async (t) => {
  for (const packet of ['b!!!!', 'bAQIDBA', 'bA', 'b_-8=']) {
    const socket = await open(t);
    socket.send(packet);
    socket.send('4on');
    const first = await socket.next();
    assert.ok(Buffer.isBuffer(first) || 'close' in Object(first) || first.end, packet);
  }
});

test('a close frame is answered with its code, and the connection ends', async (t) => {
  for (const code of [1000, 1001, 1003, 1007, 1011, 3000, 4999]) {
    const socket = await open(t, { closes: false });
    socket.write(closeFrame(code, 'bye'));
    assert.deepEqual(await socket.end(), { messages: [], code });
  }
});

test('a close frame without code is answered', async (t) => {
  const socket = await open(t, { closes: false });
  socket.write(frame(OP.close));
  assert.notEqual((await socket.end()).code, undefined);
});

test('nothing behind a close frame is read', async (t) => {
  const socket = await open(t, { closes: false });
  socket.write(closeFrame(1000), frame(OP.text, '4late'));
  assert.deepEqual(await socket.end(), { messages: [], code: 1000 });
});
