import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakNext, stripSenderKeyNext } from './faults.mjs';
import { startRelay } from './testing.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };
const BOB = { number: '4915100000002', name: 'Bob' };
const CLEO = { number: '4915100000003', name: 'Cleo' };

const members = (action) => (update) => update.action === action;

for (const groupAddressing of ['lid', 'pn']) {
  test(`members write to a group that is addressed by ${groupAddressing}`, async (t) => {
    const { relay, client } = await startRelay(t, { groupAddressing });
    const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
    const { id, participants } = await ada.sock.groupCreate('Sunday walk', [bob.chat]);
    assert.equal(participants.length, 2);
    await bob.event('groups.upsert', ([group]) => group.id === id);

    await ada.sock.sendMessage(id, { text: 'who comes?' });
    const question = await bob.text('who comes?');
    assert.equal(question.key.remoteJid, id);
    assert.equal(question.key.participant.endsWith(groupAddressing === 'lid' ? '@lid' : '@s.whatsapp.net'), true);
    await bob.sock.sendMessage(id, { text: 'me' }, { quoted: question });
    await ada.text('me');
    const { key } = await ada.sock.sendMessage(id, { text: 'good' });
    const good = await bob.text('good');
    await ada.reachedMember(key.id, groupAddressing === 'lid' ? bob.lid : bob.chat);
    await bob.sock.readMessages([good.key]);
    await ada.reachedMember(key.id, groupAddressing === 'lid' ? bob.lid : bob.chat, 'readTimestamp');

    // The second message has no key with it any more.
    const sent = relay.log.filter(
      ({ from, stanza }) => from === ada.jid && stanza.tag === 'message' && stanza.attrs.to === id,
    );
    assert.deepEqual(
      sent.map(({ stanza }) => stanza.content.map(({ tag }) => tag).includes('participants')),
      [true, false],
    );
  });
}

test('a member without the sender key asks for it and gets it', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  const { id } = await ada.sock.groupCreate('Keys', [bob.chat]);
  await bob.event('groups.upsert');
  stripSenderKeyNext(relay, bob.jid);
  await ada.sock.sendMessage(id, { text: 'locked' });
  await bob.text('locked');
  breakNext(relay, bob.jid, 'skmsg');
  await ada.sock.sendMessage(id, { text: 'broken' });
  await bob.text('broken');
});

test('a new member reads what comes after, a removed one nothing more', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob, cleo] = await Promise.all([client(ADA), client(BOB), client(CLEO)]);
  const { id } = await ada.sock.groupCreate('Club', [bob.chat]);
  await ada.sock.sendMessage(id, { text: 'before' });
  await bob.text('before');

  const [added] = await ada.sock.groupParticipantsUpdate(id, [cleo.chat], 'add');
  assert.equal(added.status, '200');
  await bob.event('group-participants.update', members('add'));
  await ada.sock.sendMessage(id, { text: 'welcome' });
  await Promise.all([bob.text('welcome'), cleo.text('welcome')]);

  await ada.sock.groupParticipantsUpdate(id, [bob.chat], 'promote');
  await cleo.event('group-participants.update', members('promote'));
  await bob.sock.groupParticipantsUpdate(id, [cleo.chat], 'remove');
  await cleo.event('group-participants.update', members('remove'));
  await ada.sock.sendMessage(id, { text: 'without Cleo' });
  await bob.text('without Cleo');
  await relay.settled(cleo.jid);
  assert.equal(
    cleo.countMessages(({ message }) => message?.extendedTextMessage?.text === 'without Cleo'),
    0,
  );
  await assert.rejects(cleo.sock.groupMetadata(id), /forbidden/);
});

test('what changes in a group is told to its members and answered to whoever asks', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  const { id } = await ada.sock.groupCreate('Draft', [bob.chat]);
  const update = (matches) => bob.event('groups.update', (updates) => updates.some(matches));

  await ada.sock.groupUpdateSubject(id, 'Final');
  await update(({ subject }) => subject === 'Final');
  await ada.sock.groupUpdateDescription(id, 'About it');
  await update(({ desc }) => desc === 'About it');
  await ada.sock.groupSettingUpdate(id, 'announcement');
  await update(({ announce }) => announce === true);
  await ada.sock.groupSettingUpdate(id, 'locked');
  await update(({ restrict }) => restrict === true);
  await ada.sock.groupMemberAddMode(id, 'all_member_add');
  await update(({ memberAddMode }) => memberAddMode === true);

  const found = await bob.sock.groupMetadata(id);
  assert.deepEqual(
    [found.subject, found.desc, found.announce, found.restrict, found.size],
    ['Final', 'About it', true, true, 2],
  );
  assert.deepEqual(Object.keys(await bob.sock.groupFetchAllParticipating()), [id]);
  await assert.rejects(bob.sock.groupUpdateSubject(id, 'Mine'), /forbidden/);
});

test('an invite lets somebody in, until it is renewed', async (t) => {
  const { client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  const { id } = await ada.sock.groupCreate('Open', []);
  const code = await ada.sock.groupInviteCode(id);
  assert.equal((await bob.sock.groupGetInviteInfo(code)).subject, 'Open');
  assert.equal(await bob.sock.groupAcceptInvite(code), id);
  await ada.event('group-participants.update', members('add'));
  await bob.sock.groupLeave(id);
  await ada.event('group-participants.update', members('remove'));
  assert.notEqual(await ada.sock.groupRevokeInvite(id), code);
  await assert.rejects(bob.sock.groupAcceptInvite(code), /not-acceptable/);
});
