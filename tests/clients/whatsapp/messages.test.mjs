import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { textOf } from './client.mjs';
import { breakNext, duplicateNext, loseNext } from './faults.mjs';
import { startRelay } from './testing.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };
const BOB = { number: '4915100000002', name: 'Bob' };

const both = (client) => Promise.all([client(ADA), client(BOB)]);
const is =
  (text) =>
  ({ message }) =>
    textOf(message) === text;

test('two clients write to each other under number and hidden id', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await both(client);

  await ada.sock.sendMessage(bob.chat, { text: 'to the number' });
  const { key, pushName } = await bob.text('to the number');
  assert.equal(key.remoteJid, ada.chat);
  assert.equal(key.remoteJidAlt, ada.lid);
  assert.equal(pushName, 'Ada');

  await bob.sock.sendMessage(ada.lid, { text: 'to the hidden id' });
  const answer = await ada.text('to the hidden id');
  assert.equal(answer.key.remoteJid, bob.lid);
  assert.equal(answer.key.remoteJidAlt, bob.chat);
});

test('receipts say what was accepted, delivered and read', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await both(client);
  const { key } = await ada.sock.sendMessage(bob.chat, { text: 'read me' });
  const received = await bob.text('read me');
  await ada.reached(key.id, 3);
  await bob.sock.readMessages([received.key]);
  await ada.reached(key.id, 4);
});

test('reactions, edits and revokes refer to the message they change', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await both(client);
  const { key } = await ada.sock.sendMessage(bob.chat, { text: 'first' });
  const received = await bob.text('first');

  await bob.sock.sendMessage(ada.chat, { react: { text: '👍', key: received.key } });
  const [reaction] = await ada.event('messages.reaction');
  assert.equal(reaction.key.id, key.id);
  assert.equal(reaction.reaction.text, '👍');

  await ada.sock.sendMessage(bob.chat, { text: 'second', edit: key });
  const edit = await bob.update(({ update }) => update.message?.editedMessage);
  assert.equal(edit.key.id, key.id);
  assert.equal(textOf(edit.update.message.editedMessage.message), 'second');

  await ada.sock.sendMessage(bob.chat, { delete: key });
  const revoke = await bob.update(({ update }) => update.messageStubType === 1);
  assert.equal(revoke.key.id, key.id);
});

test('typing and presence reach who asked for them', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await both(client);
  await bob.sock.presenceSubscribe(ada.chat);
  const seen =
    (wanted) =>
    ({ presences }) =>
      Object.values(presences).some(({ lastKnownPresence }) => lastKnownPresence === wanted);
  assert.equal((await bob.event('presence.update', seen('available'))).id, ada.chat);
  await ada.sock.sendPresenceUpdate('composing', bob.chat);
  await bob.event('presence.update', seen('composing'));
  await ada.sock.sendPresenceUpdate('recording', bob.chat);
  await bob.event('presence.update', seen('recording'));
  await ada.sock.sendPresenceUpdate('unavailable');
  await bob.event('presence.update', seen('unavailable'));
});

test('a second device gets what comes and what the first one sends, from when it was linked', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await both(client);
  await bob.sock.sendMessage(ada.chat, { text: 'only the first device' });
  await ada.text('only the first device');
  const second = await client(ADA);
  assert.equal(second.jid, '4915100000001:2@s.whatsapp.net');
  await relay.settled(bob.jid); // has heard of the new device

  await bob.sock.sendMessage(ada.chat, { text: 'both devices' });
  assert.equal((await second.text('both devices')).key.fromMe, false);
  await ada.text('both devices');

  await ada.sock.sendMessage(bob.chat, { text: 'from the first' });
  const copy = await second.text('from the first');
  assert.deepEqual([copy.key.fromMe, copy.key.remoteJid, copy.key.remoteJidAlt], [true, bob.chat, bob.lid]);

  await second.sock.sendMessage(bob.chat, { text: 'from the second' });
  assert.equal((await ada.text('from the second')).key.fromMe, true);
  assert.equal((await bob.text('from the second')).key.remoteJid, ada.chat);
  assert.equal(second.countMessages(is('only the first device')), 0);
});

test('what came while a device was away waits for it, in order and marked', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await both(client);
  await ada.sock.sendMessage(bob.chat, { text: 'before' });
  await bob.text('before');
  await relay.settled(bob.jid);
  relay.cut(bob.jid);
  await relay.offline(bob.jid);
  for (let number = 0; number < 5; number++) await ada.sock.sendMessage(bob.chat, { text: `away ${number}` });
  await relay.until(({ stanza }) => stanza.tag === 'message');
  await bob.reconnect();
  await bob.text('away 4');
  const arrived = bob.events
    .filter(({ name }) => name === 'messages.upsert')
    .flatMap(({ data }) => data.messages.map(({ message }) => textOf(message)))
    .filter(Boolean);
  assert.deepEqual(arrived, ['away 0', 'away 1', 'away 2', 'away 3', 'away 4']);
  assert.equal(bob.events.find(({ name }) => name === 'messages.upsert').data.type, 'append');
});

test('what was not acknowledged comes again, and is a duplicate to its receiver', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await both(client);
  duplicateNext(relay, bob.jid);
  await ada.sock.sendMessage(bob.chat, { text: 'twice' });
  await bob.text('twice');
  await relay.settled(bob.jid);
  assert.equal(bob.countMessages(is('twice')), 1);
});

test('a message that cannot be decrypted is asked for again and sent again', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await both(client);
  await ada.sock.sendMessage(bob.chat, { text: 'opens the session' });
  await bob.text('opens the session');
  await bob.sock.sendMessage(ada.chat, { text: 'answers it' });
  await ada.text('answers it');
  breakNext(relay, bob.jid);
  await ada.sock.sendMessage(bob.chat, { text: 'broken on the way' });
  await relay.until(({ stanza }) => stanza.tag === 'receipt' && stanza.attrs.type === 'retry');
  assert.equal((await bob.text('broken on the way')).key.remoteJid, ada.chat);
});

test('a message that was lost leaves the ones behind it readable', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await both(client);
  await ada.sock.sendMessage(bob.chat, { text: 'one' });
  await bob.text('one');
  loseNext(relay, bob.jid);
  await ada.sock.sendMessage(bob.chat, { text: 'two' });
  await ada.sock.sendMessage(bob.chat, { text: 'three' });
  await bob.text('three');
  assert.equal(bob.countMessages(is('two')), 0);
});

test('each one-time prekey is handed out once, and more are asked for when few are left', async (t) => {
  const { relay, client } = await startRelay(t);
  const handed = [];
  relay.on('prekey', ({ of, id }) => handed.push(`${of} ${id}`));
  const [ada, bob] = await both(client);
  const device = relay.directory.device(bob.jid);
  for (const id of [...device.prekeys.keys()].slice(5)) device.prekeys.delete(id);
  const uploaded = once(relay, 'prekeys');
  for (let round = 0; round < 3; round++) await ada.sock.assertSessions([bob.jid], true);
  assert.equal((await uploaded)[0].of, bob.jid);
  assert.equal(new Set(handed).size, handed.length);
  assert.ok(handed.length >= 3);
});

test('stories reach the accounts that were named', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await both(client);
  await ada.sock.sendMessage('status@broadcast', { text: 'my story' }, { statusJidList: [bob.chat] });
  const story = await bob.text('my story');
  assert.equal(story.key.remoteJid, 'status@broadcast');
});

test('a number that nobody has does not exist', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await both(client);
  // Baileys leaves out those that do not exist.
  assert.deepEqual(await ada.sock.onWhatsApp(bob.number, '4915199999999'), [{ jid: bob.chat, exists: true }]);
});
