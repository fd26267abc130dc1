import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { call } from './calls.mjs';
import { node } from './nodes.mjs';
import { startRelay } from './testing.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };
const BOB = { number: '4915100000002', name: 'Bob' };

test('a client that logs out is no device any more, and others are told', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  await bob.sock.sendMessage(ada.chat, { text: 'hello' });
  await ada.text('hello');
  const removed = once(relay, 'removed');
  await ada.sock.logout();
  await removed;
  assert.deepEqual(relay.account(ADA.number).linked(), []);
  await relay.until(({ from, stanza }) => from === bob.jid && stanza.tag === 'ack' && stanza.attrs.type === 'devices');
});

test('a call is offered, rejected and ended', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  const id = call(relay, BOB.number, ADA.number, { video: true });
  const [offer] = await ada.event('call');
  assert.deepEqual(
    [offer.id, offer.status, offer.isVideo, offer.from],
    [id, 'offer', true, '4915100000002@s.whatsapp.net'],
  );
  await ada.sock.rejectCall(id, offer.from);
  await relay.until(
    ({ stanza }) =>
      stanza.tag === 'call' && stanza.content[0].tag === 'reject' && stanza.content[0].attrs['call-id'] === id,
  );
  call(relay, BOB.number, ADA.number, { action: 'terminate', callId: id, reason: 'timeout' });
  await ada.event('call', ([{ status }]) => status === 'timeout');
});

test('block list, privacy and about text are kept and told', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  await ada.sock.updateBlockStatus(bob.chat, 'block');
  assert.equal((await ada.sock.fetchBlocklist()).length, 1);
  await ada.sock.updateReadReceiptsPrivacy('none');
  assert.equal((await ada.sock.fetchPrivacySettings(true)).readreceipts, 'none');
  await ada.sock.updateProfileStatus('at the lake');
  assert.equal(relay.account(ADA.number).about, 'at the lake');
});

test('a phone that was installed anew has another identity and no devices', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  await bob.sock.sendMessage(ada.chat, { text: 'hello' });
  await ada.text('hello');
  const before = relay.account(ADA.number).identity.public;
  ada.forget();
  relay.reinstall(ADA.number);
  assert.equal(await ada.closed(), 401);
  assert.notDeepEqual(relay.account(ADA.number).identity.public, before);
  await relay.until(({ from, stanza }) => from === bob.jid && stanza.tag === 'ack' && stanza.attrs.type === 'encrypt');
});

test('more than one batch of what waited is offered until all of it came', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  relay.cut(ada.jid);
  await relay.offline(ada.jid);
  for (let count = 0; count < 250; count++) {
    relay.deliver(
      ada.jid,
      node(
        'notification',
        { from: '4915100000002@s.whatsapp.net', type: 'picture', id: `picture-${count}`, t: relay.now() },
        [node('set', { id: count })],
      ),
    );
  }
  await ada.reconnect();
  await relay.settled(ada.jid);
  const batches = relay.log.filter(({ stanza }) => stanza.tag === 'ib' && stanza.content?.[0].tag === 'offline_batch');
  assert.equal(batches.length, 3);
});

test('queries and messages are refused as a test wants', async (t) => {
  const { client } = await startRelay(t, {
    refuseQuery: (iq) => (iq.attrs.xmlns === 'w:m' ? 503 : undefined),
    refuseMessage: (stanza) => (stanza.attrs.to.startsWith('4915100000002') ? 463 : undefined),
  });
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  await assert.rejects(ada.sock.refreshMediaConn(true), /refused by the test/);
  const { key } = await ada.sock.sendMessage(bob.chat, { text: 'not wanted' });
  await ada.refused(key.id);
});
