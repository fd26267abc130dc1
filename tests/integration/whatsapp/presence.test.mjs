// Who is there, who types and what was read, between the gateway and real Baileys clients.
import assert from 'node:assert/strict';
import test from 'node:test';
import { link, startAccount } from './account.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';
const jid = (number) => `${number}@s.whatsapp.net`;
const text = (wanted) => (envelope) => envelope.data.message?.conversation === wanted;
const shows = (state) => ({ data }) => Object.values(data.presences)[0].lastKnownPresence === state;

const settings = (gateway, more) =>
  gateway.must('POST', '/settings/set/shop-01', {
    body: { rejectCall: false, groupsIgnore: false, alwaysOnline: false, readMessages: false, readStatus: false, syncFullHistory: false, ...more },
  });

async function startPair(t) {
  const started = await startAccount(t);
  const { gateway, relay, events, client } = started;
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  return { ...started, shop, ada };
}

test('typing and recording are seen on both sides', async (t) => {
  const { gateway, events, ada } = await startPair(t);

  await ada.sock.sendPresenceUpdate('composing', jid(SHOP));
  const { data } = await events.event('presence.update', shows('composing'));
  assert.equal(data.id, jid(ADA));
  await ada.sock.sendPresenceUpdate('recording', jid(SHOP));
  await events.event('presence.update', shows('recording'));
  await ada.sock.sendPresenceUpdate('paused', jid(SHOP));
  await events.event('presence.update', shows('available'));

  const answer = await gateway.must('POST', '/chat/sendPresence/shop-01', {
    body: { number: ADA, presence: 'recording', delay: 1 },
  });
  assert.deepEqual(answer, { presence: 'recording' });
  const seen = (state) => ({ presences }) => Object.values(presences)[0].lastKnownPresence === state;
  await ada.event('presence.update', seen('recording'));
  await ada.event('presence.update', seen('available'));
});

test('whoever was written to shows when they go', async (t) => {
  const { gateway, relay, events, ada } = await startPair(t);
  await gateway.must('POST', '/chat/sendPresence/shop-01', { body: { number: ADA, presence: 'composing', delay: 1 } });
  await events.event('presence.update', shows('available'));

  await ada.sock.sendPresenceUpdate('unavailable');

  const { data } = await events.event('presence.update', shows('unavailable'));
  assert.ok(Math.abs(data.presences[jid(ADA)].lastSeen - relay.now()) < 60);
});

test('the account shows as there when a command says so', async (t) => {
  const { gateway, relay, shop, ada } = await startPair(t);
  await ada.sock.presenceSubscribe(jid(SHOP));

  await gateway.must('POST', '/instance/setPresence/shop-01', { body: { presence: 'available' } });

  await ada.event('presence.update', ({ presences }) => Object.values(presences)[0].lastKnownPresence === 'available');
  assert.equal(relay.directory.device(shop.jid).available, true);
});

test('what arrives is marked as read while the settings of the instance say so', async (t) => {
  const { gateway, events, ada } = await startPair(t);
  await settings(gateway, { readMessages: true });
  const first = await ada.sock.sendMessage(jid(SHOP), { text: 'seen?' });
  await ada.reached(first.key.id, 4);
  await events.event('messages.upsert', text('seen?'));

  await settings(gateway, {});
  const second = await ada.sock.sendMessage(jid(SHOP), { text: 'and now?' });
  const { data } = await events.event('messages.upsert', text('and now?'));
  await gateway.must('POST', '/chat/markMessageAsRead/shop-01', {
    body: { readMessages: [{ id: second.key.id, fromMe: false, remoteJid: data.key.remoteJid }] },
  });
  await ada.reached(second.key.id, 4);
});

test('stories are told when the settings of the instance want them', async (t) => {
  const { gateway, events, ada } = await startPair(t);
  const story = (body) => ada.sock.sendMessage('status@broadcast', { text: body }, { statusJidList: [jid(SHOP)] });
  await story('unseen story');
  await ada.sock.sendMessage(jid(SHOP), { text: 'after the story' });
  await events.event('messages.upsert', text('after the story'));
  await settings(gateway, { readStatus: true });
  await story('seen story');

  const { data } = await events.event('messages.upsert', text('seen story'));
  assert.equal(data.key.remoteJid, 'status@broadcast');
  assert.ok([data.key.participant, data.key.participantAlt].includes(jid(ADA)));
  assert.equal(events.all('messages.upsert').filter(text('unseen story')).length, 0);
});
