// Groups between the gateway and real Baileys clients: made, changed, joined and left from both sides.
import assert from 'node:assert/strict';
import test from 'node:test';
import { link, of, startAccount } from './account.mjs';
import { jpegSize, png } from './pictures.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';
const BEN = '4915100000003';
const jid = (number) => `${number}@s.whatsapp.net`;
const text = (wanted) => (envelope) => envelope.data.message?.conversation === wanted;
const groupNamed = (id) => ({ data }) => data[0].id === id;

// Asks about one group, or changes it.
const change = (gateway, name, groupJid, body = {}) =>
  gateway.must('POST', `/group/${name}/shop-01`, { body: { groupJid, ...body } });
const ask = (gateway, name, groupJid) => gateway.must('GET', `/group/${name}/shop-01?groupJid=${groupJid}`);

async function startGroup(t) {
  const started = await startAccount(t);
  const { gateway, relay, events, client } = started;
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  return { ...started, shop, ada };
}

test('a group is made over REST, and its members write in it', async (t) => {
  const { gateway, events, ada } = await startGroup(t);

  const made = await gateway.must('POST', '/group/create/shop-01', {
    body: { subject: 'Drivers', description: 'shift plan', participants: [ADA, '4915199999999'], promoteParticipants: true },
  });

  assert.equal(made.subject, 'Drivers');
  assert.equal(made.desc, 'shift plan');
  assert.equal(made.participants.length, 2, 'who is not on WhatsApp is left out');
  assert.ok(made.participants.every(({ admin }) => admin !== null));
  const { data } = await events.event('groups.upsert', groupNamed(made.id));
  assert.equal(data[0].ownerPn, jid(SHOP));
  await ada.event('groups.upsert', ([group]) => group.id === made.id);
  await ada.sock.sendMessage(made.id, { text: 'hello drivers' });
  await events.event('messages.upsert', text('hello drivers'));
  await gateway.must('POST', '/message/sendText/shop-01', { body: { number: made.id, text: 'hello Ada' } });
  await ada.text('hello Ada');
  await ada.sock.groupUpdateSubject(made.id, 'Night drivers');
  const renamed = await events.event('groups.update', ({ data: [update] }) => update.subject === 'Night drivers');
  assert.equal(renamed.data[0].id, made.id);
  assert.equal(renamed.data[0].authorPn, jid(ADA));
  assert.equal((await ask(gateway, 'findGroupInfos', made.id)).subject, 'Night drivers');
});

test('members come, go and become admins', async (t) => {
  const { gateway, relay, events, client, ada } = await startGroup(t);
  const ben = await client({ number: BEN, name: 'Ben' });
  const group = relay.groups.create(relay.account(SHOP), 'Club', [relay.account(ADA)]);
  const told = (action) => events.event('group-participants.update', ({ data }) => data.action === action);

  const added = await change(gateway, 'updateParticipant', group.jid, { action: 'add', participants: [BEN, '4915199999999'] });
  assert.deepEqual(added.updateParticipants.map(({ status }) => status), ['200', '404']);
  const { data } = await told('add');
  assert.equal(data.participants.length, 1);
  assert.equal(data.participants[0].phoneNumber, jid(BEN));
  await change(gateway, 'updateParticipant', group.jid, { action: 'promote', participants: [ADA] });
  assert.equal((await told('promote')).data.participants[0].admin, 'admin');
  await ada.event('group-participants.update', ({ action }) => action === 'promote');
  await change(gateway, 'updateParticipant', group.jid, { action: 'remove', participants: [BEN] });
  assert.equal((await told('remove')).data.participantsData[0].phoneNumber, jid(BEN));
  await ben.event('group-participants.update', ({ action }) => action === 'remove');

  // What is written from now on is not for Ben.
  await gateway.must('POST', '/message/sendText/shop-01', { body: { number: group.jid, text: 'among us' } });
  await ada.text('among us');
  assert.equal(ben.countMessages(({ message }) => message?.conversation === 'among us'), 0);
  const { participants } = await ask(gateway, 'participants', group.jid);
  assert.equal(participants.length, 2);
});

test('invitations are given out, renewed and accepted, and groups are left', async (t) => {
  const { gateway, relay, events, ada } = await startGroup(t);
  const { id } = await ada.sock.groupCreate('Walk', []);
  const code = await ada.sock.groupInviteCode(id);

  assert.equal((await gateway.must('GET', `/group/inviteInfo/shop-01?inviteCode=${code}`)).subject, 'Walk');
  const joined = await gateway.must('GET', `/group/acceptInviteCode/shop-01?inviteCode=${code}`);
  assert.equal(joined.groupJid, id);
  await events.event('groups.upsert', groupNamed(id));
  await ada.event('group-participants.update', ({ action }) => action === 'add');
  assert.equal((await ask(gateway, 'inviteCode', id)).inviteCode, code);

  await ada.sock.groupParticipantsUpdate(id, [jid(SHOP)], 'promote');
  await events.event('group-participants.update', ({ data }) => data.action === 'promote');
  const revoked = await change(gateway, 'revokeInviteCode', id);
  assert.equal(revoked.inviteCode, relay.groups.find(id).invite);
  assert.notEqual(revoked.inviteCode, code);
  const gone = await gateway.api('GET', `/group/inviteInfo/shop-01?inviteCode=${code}`);
  assert.equal(gone.status, 404);

  await gateway.must('DELETE', `/group/leaveGroup/shop-01?groupJid=${id}`);
  await ada.event('group-participants.update', ({ action }) => action === 'remove');
  assert.equal((await gateway.api('GET', `/group/findGroupInfos/shop-01?groupJid=${id}`)).status, 404);
});

test('settings, description and picture of a group change, unless the account is no admin', async (t) => {
  const { gateway, relay, events, ada } = await startGroup(t);
  const group = relay.groups.create(relay.account(SHOP), 'Club', [relay.account(ADA)]);
  const update = (fits) => events.event('groups.update', ({ data: [one] }) => one.id === group.jid && fits(one));

  await change(gateway, 'updateSetting', group.jid, { action: 'announcement' });
  await update(({ announce }) => announce === true);
  await change(gateway, 'updateSetting', group.jid, { action: 'locked' });
  await update(({ restrict }) => restrict === true);
  await change(gateway, 'updateGroupDescription', group.jid, { description: 'first' });
  await change(gateway, 'updateGroupDescription', group.jid, { description: 'second' });
  await update(({ desc }) => desc === 'second');
  await change(gateway, 'toggleEphemeral', group.jid, { expiration: 86400 });
  await update(({ ephemeralDuration }) => ephemeralDuration === 86400);
  await change(gateway, 'updateGroupPicture', group.jid, { image: png(40, 30).toString('base64') });
  await ada.event('contacts.update', ([{ id, imgUrl }]) => id === group.jid && imgUrl === 'changed');
  assert.deepEqual(jpegSize(group.picture.image), { width: 30, height: 30 });
  const all = await gateway.must('GET', '/group/fetchAllGroups/shop-01?getParticipants=true');
  assert.equal(all.length, 1);
  assert.equal(all[0].desc, 'second');
  assert.match(all[0].pictureUrl, /pictures/);

  const foreign = relay.groups.create(relay.account(ADA), 'Foreign', [relay.account(SHOP)]);
  const refused = await gateway.api('POST', '/group/updateSetting/shop-01', {
    body: { groupJid: foreign.jid, action: 'locked' },
  });
  assert.equal(refused.status, 400);
});

test('what a member changes is told as messages without content, when the gateway is told to', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t, { whatsapp: { group_notices: true } });
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  await client({ number: BEN, name: 'Ben' });
  const { id } = await ada.sock.groupCreate('Walk', [jid(SHOP)]);
  const notice = async (type) => {
    const { data } = await events.event('messages.upsert', ({ data: one }) => one.messageStubType === type);
    assert.equal(data.key.remoteJid, id);
    assert.equal(data.key.fromMe, false);
    assert.equal(data.key.participant, jid(ADA));
    assert.deepEqual(data.message, {});
    return data.messageStubParameters;
  };
  const member = ([text]) => JSON.parse(text).phoneNumber;

  assert.deepEqual(await notice(20), ['Walk']);
  await ada.sock.groupUpdateSubject(id, 'Night walk');
  assert.deepEqual(await notice(21), ['Night walk']);
  await ada.sock.groupUpdateDescription(id, 'at ten');
  assert.deepEqual(await notice(24), ['at ten']);
  await ada.sock.groupSettingUpdate(id, 'locked');
  assert.deepEqual(await notice(25), ['on']);
  await ada.sock.groupSettingUpdate(id, 'announcement');
  assert.deepEqual(await notice(26), ['on']);
  await ada.sock.groupParticipantsUpdate(id, [jid(BEN)], 'add');
  assert.equal(member(await notice(27)), jid(BEN));
  await ada.sock.groupParticipantsUpdate(id, [jid(BEN)], 'promote');
  assert.equal(member(await notice(29)), jid(BEN));
  await ada.sock.groupParticipantsUpdate(id, [jid(BEN)], 'demote');
  assert.equal(member(await notice(30)), jid(BEN));
  await ada.sock.groupParticipantsUpdate(id, [jid(BEN)], 'remove');
  assert.equal(member(await notice(28)), jid(BEN));
  await ada.sock.groupToggleEphemeral(id, 86400);
  assert.deepEqual(await notice(72), ['86400']);
  await ada.sock.removeProfilePicture(id);
  assert.deepEqual(await notice(22), []);
  await relay.settled(shop.jid);
  const ids = events.all('messages.upsert').map(({ data }) => data.key.id);
  assert.equal(new Set(ids).size, ids.length, 'each of them once');
  assert.ok(events.all('groups.update').length >= 4, 'the events of groups stay');
});

test('groups are silent while the settings of the instance say so', async (t) => {
  const { gateway, relay, events, ada } = await startGroup(t);
  const group = relay.groups.create(relay.account(ADA), 'Club', [relay.account(SHOP)]);
  await events.event('groups.upsert', groupNamed(group.jid));
  const settings = (groupsIgnore) =>
    gateway.must('POST', '/settings/set/shop-01', {
      body: { rejectCall: false, groupsIgnore, alwaysOnline: false, readMessages: false, readStatus: false, syncFullHistory: false },
    });

  await settings(true);
  await ada.sock.sendMessage(group.jid, { text: 'unheard' });
  await ada.sock.groupUpdateSubject(group.jid, 'Unseen');
  await ada.sock.sendMessage(jid(SHOP), { text: 'between us' });
  await events.event('messages.upsert', text('between us'));
  await settings(false);
  await ada.sock.sendMessage(group.jid, { text: 'heard again' });
  await events.event('messages.upsert', text('heard again'));

  assert.equal(events.all('messages.upsert').filter(text('unheard')).length, 0);
  assert.equal(events.all('groups.update').filter(of('shop-01')).length, 0);
});
