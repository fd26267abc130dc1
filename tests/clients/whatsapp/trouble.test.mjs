import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOSTILE_FRAMES } from './faults.mjs';
import { startRelay } from './testing.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };

test('each way to end a connection reaches the client as itself', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  const ways = [
    ['cut', () => relay.cut(ada.jid), 428],
    ['stream error 503', () => relay.streamError(ada.jid, 503), 503],
    ['replaced', () => relay.replaced(ada.jid), 440],
    ['restart', () => relay.restart(), 428],
  ];
  for (const [name, end, code] of ways) {
    ada.forget();
    await end();
    assert.equal(await ada.closed(), code, name);
    await relay.offline(ada.jid);
    await ada.reconnect();
  }
  ada.forget();
  relay.unlink(ada.jid);
  assert.equal(await ada.closed(), 401);
  ada.forget();
  ada.connect();
  assert.equal(await ada.closed(), 401, 'a removed device cannot come back');
});

test('a login is refused with the reason that a test wants', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  for (const [failure, code] of [
    [405, 405],
    [{ reason: 402, code: 101, expire: 3600 }, 402],
    [503, 503],
  ]) {
    await ada.sock.end(undefined);
    await relay.offline(ada.jid);
    relay.options.loginFailure = failure;
    ada.forget();
    ada.connect();
    assert.equal(await ada.closed(), code);
    assert.equal(relay.directory.device(ada.jid).connection, null);
  }
});

test('a second login of one device replaces the first', async (t) => {
  const { relay, client, unpaired } = await startRelay(t);
  const ada = await client(ADA);
  const twin = unpaired();
  twin.auth = ada.auth;
  ada.forget();
  twin.connect();
  assert.equal(await ada.closed(), 440);
  await twin.opened();
  assert.equal(relay.directory.device(ada.jid).connection.open, true);
});

test('a query to a client ends when the client leaves', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  // Baileys does not answer this one; a client that does resolves it.
  const unanswered = relay.ping(ada.jid);
  relay.cut(ada.jid);
  await assert.rejects(unanswered, /left before it answered/);
});

test('hostile frames are sent as they are', async (t) => {
  const { relay, client } = await startRelay(t);
  assert.ok(Object.keys(HOSTILE_FRAMES).length >= 8);
  const ada = await client(ADA);
  const received = [];
  const connection = relay.connectionOf(ada.jid);
  connection.socket.send = (bytes) => received.push(bytes);
  for (const [name, send] of Object.entries(HOSTILE_FRAMES)) {
    send(connection);
    assert.equal(received.at(-1).readUIntBE(0, 3), received.at(-1).length - 3, name);
  }
  relay.cut(ada.jid);
  await ada.closed();
});

test('edge routing that was handed out comes back in front of the header', async (t) => {
  const routing = Buffer.from('080a0812', 'hex');
  const { relay, client } = await startRelay(t, { edgeRouting: routing });
  const ada = await client(ADA);
  await ada.event('creds.update', ({ routingInfo }) => routingInfo?.equals(routing));
  relay.cut(ada.jid);
  await relay.offline(ada.jid);
  await ada.reconnect();
  assert.deepEqual(relay.connectionOf(ada.jid).routingInfo, routing);
});
