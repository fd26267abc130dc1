// What the gateway sends beside texts: real Baileys clients have to understand it.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import test from 'node:test';
import { link, of, startAccount } from './account.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';
const BEN = '4915100000003';
const jid = (number) => `${number}@s.whatsapp.net`;
const textOf = ({ message }) => message?.conversation ?? message?.extendedTextMessage?.text;

// A gateway with the shop's account, and Ada.
async function shopAndAda(t) {
  const account = await startAccount(t);
  await link(account.gateway, account.relay, account.events, 'shop-01', SHOP);
  const ada = await account.client({ number: ADA, name: 'Ada' });
  const send = (kind, body) => account.gateway.must('POST', `/message/${kind}/shop-01`, { body: { number: ADA, ...body } });
  return { ...account, ada, send };
}

test('a location, contacts and a poll are understood', async (t) => {
  const { events, ada, send } = await shopAndAda(t);

  const place = await send('sendLocation', { latitude: -23.55, longitude: -46.63, name: 'Sé', address: 'São Paulo' });
  const { message: location } = await ada.message(({ message }) => message?.locationMessage);
  assert.equal(location.locationMessage.degreesLatitude, -23.55);
  assert.equal(location.locationMessage.name, 'Sé');
  assert.equal(place.messageType, 'locationMessage');

  await send('sendContact', { contact: [{ fullName: 'Ben', phoneNumber: '+49 1510 0000003', wuid: BEN }] });
  const { message: card } = await ada.message(({ message }) => message?.contactMessage);
  assert.equal(card.contactMessage.displayName, 'Ben');

  await send('sendPoll', { name: 'When?', selectableCount: 1, values: ['now', 'later'] });
  const { message: poll } = await ada.message(({ message }) => message?.pollCreationMessageV3);
  assert.deepEqual(poll.pollCreationMessageV3.options.map(({ optionName }) => optionName), ['now', 'later']);
  assert.equal(poll.messageContextInfo.messageSecret.length, 32);

  const told = await events.event('send.message', ({ data }) => data.messageType === 'pollCreationMessageV3');
  assert.equal(told.data.status, 'PENDING');
});

test('a list and buttons are understood', async (t) => {
  const { ada, send } = await shopAndAda(t);

  await send('sendList', {
    title: 'Menu', description: 'of today', footerText: 'enjoy', buttonText: 'open',
    sections: [{ title: 'Soups', rows: [{ title: 'Tomato', description: 'red', rowId: 'soup-1' }] }],
  });
  const { message: list } = await ada.message(({ message }) => message?.listMessage);
  assert.equal(list.listMessage.sections[0].rows[0].rowId, 'soup-1');

  await send('sendButtons', { title: 'Sure?', description: 'really', footer: '-', buttons: [{ type: 'reply', displayText: 'Yes', id: 'yes' }] });
  const { message: buttons } = await ada.message(({ message }) => message?.viewOnceMessage);
  const { interactiveMessage } = buttons.viewOnceMessage.message;
  assert.deepEqual(JSON.parse(interactiveMessage.nativeFlowMessage.buttons[0].buttonParamsJson), { display_text: 'Yes', id: 'yes' });
});

test('a quote carries the message it answers, and mentions are for groups', async (t) => {
  const { gateway, relay, events, ada, send } = await shopAndAda(t);
  const asked = await ada.sock.sendMessage(jid(SHOP), { text: 'still open?' });
  await events.event('messages.upsert', ({ data }) => data.key.id === asked.key.id);

  const record = await send('sendText', { text: 'until six', quoted: { key: { id: asked.key.id, remoteJid: jid(ADA), fromMe: false }, message: { conversation: 'still open?' } } });

  const { message } = await ada.message((each) => textOf(each) === 'until six');
  const context = message.extendedTextMessage.contextInfo;
  assert.equal(context.stanzaId, asked.key.id);
  assert.equal(context.quotedMessage.conversation, 'still open?');
  assert.equal(record.contextInfo.stanzaId, asked.key.id);
  assert.equal(record.contextInfo.disappearingMode.initiator, 0);

  const group = relay.groups.create(relay.account(ADA), 'Neighbours', [relay.account(SHOP)]);
  await gateway.must('POST', '/message/sendText/shop-01', { body: { number: group.jid, text: 'hello @all', mentionsEveryOne: true } });
  const { message: toAll } = await ada.message((each) => textOf(each) === 'hello @all');
  assert.ok(toAll.extendedTextMessage.contextInfo.mentionedJid.length >= 1);
});

test('a reaction is given and taken back', async (t) => {
  const { gateway, events, ada } = await shopAndAda(t);
  const { key } = await ada.sock.sendMessage(jid(SHOP), { text: 'done!' });
  await events.event('messages.upsert', ({ data }) => data.key.id === key.id);
  const react = (reaction) => gateway.must('POST', '/message/sendReaction/shop-01', { body: { key: { id: key.id, remoteJid: jid(ADA), fromMe: false }, reaction } });

  await react('👍');
  const first = await ada.message(({ message }) => message?.reactionMessage?.text === '👍');
  assert.equal(first.message.reactionMessage.key.id, key.id);

  await react('');
  await ada.message(({ message }) => message?.reactionMessage?.text === '');
});

test('an own message is edited and taken back', async (t) => {
  const { gateway, events, ada, send } = await shopAndAda(t);
  const sent = await send('sendText', { text: 'opne' });
  await ada.message((each) => textOf(each) === 'opne');
  const key = { id: sent.key.id, remoteJid: jid(ADA), fromMe: true };

  const edited = await gateway.must('POST', '/chat/updateMessage/shop-01', { body: { number: ADA, key, text: 'open' } });
  assert.equal(edited.message.protocolMessage.type, 'MESSAGE_EDIT');
  const update = await events.event('send.message.update', of('shop-01'));
  assert.equal(update.data.key.id, sent.key.id);
  assert.equal(update.data.editedMessage.extendedTextMessage.text, 'open');
  await ada.update((each) => each.key.id === sent.key.id && each.update.message?.editedMessage);

  const deleted = await gateway.must('DELETE', '/chat/deleteMessageForEveryone/shop-01', { body: key });
  assert.equal(deleted.message.protocolMessage.type, 'REVOKE');
  const gone = await events.event('messages.delete', of('shop-01'));
  assert.equal(gone.data.id, sent.key.id);
  await ada.update((each) => each.key.id === sent.key.id && each.update.message === null);
});

test('what was read is told to its author', async (t) => {
  const { gateway, events, ada } = await shopAndAda(t);
  const { key } = await ada.sock.sendMessage(jid(SHOP), { text: 'read me' });
  await events.event('messages.upsert', ({ data }) => data.key.id === key.id);

  await gateway.must('POST', '/chat/markMessageAsRead/shop-01', { body: { readMessages: [{ id: key.id, remoteJid: jid(ADA), fromMe: false }] } });

  await ada.reached(key.id, 4);
});

test('a story reaches those it names, and no others', async (t) => {
  const { gateway, client, ada } = await shopAndAda(t);
  const ben = await client({ number: BEN, name: 'Ben' });

  const record = await gateway.must('POST', '/message/sendStatus/shop-01', {
    body: { type: 'text', content: 'open on Sunday', backgroundColor: '#198754', font: 1, statusJidList: [jid(ADA)] },
  });
  assert.equal(record.key.remoteJid, 'status@broadcast');

  const story = await ada.message((each) => textOf(each) === 'open on Sunday');
  assert.equal(story.key.remoteJid, 'status@broadcast');
  assert.equal(story.message.extendedTextMessage.backgroundArgb, 0xff198754);
  await gateway.must('POST', '/message/sendText/shop-01', { body: { number: BEN, text: 'to Ben' } });
  await ben.message((each) => textOf(each) === 'to Ben');
  assert.equal(ben.countMessages((each) => textOf(each) === 'open on Sunday'), 0);
});

test('a vote gives no event', async (t) => {
  const { events, ada, send } = await shopAndAda(t);
  await send('sendPoll', { name: 'When?', selectableCount: 1, values: ['now', 'later'] });
  const poll = await ada.message(({ message }) => message?.pollCreationMessageV3);

  const vote = { encPayload: crypto.randomBytes(48), encIv: crypto.randomBytes(12) };
  const update = { pollCreationMessageKey: poll.key, vote, senderTimestampMs: Date.now() };
  await ada.sock.relayMessage(jid(SHOP), { pollUpdateMessage: update }, {});
  await ada.sock.sendMessage(jid(SHOP), { text: 'voted' });

  await events.event('messages.upsert', ({ data }) => data.message?.conversation === 'voted');
  assert.equal(events.all('messages.upsert').length, 1);
});

test('a message disappears as the others of its chat do', async (t) => {
  const { gateway, relay, events, ada, send } = await shopAndAda(t);
  await ada.sock.sendMessage(jid(SHOP), { text: 'for a week' }, { ephemeralExpiration: 604_800 });
  await events.event('messages.upsert', ({ data }) => data.message?.conversation === 'for a week');

  const record = await send('sendText', { text: 'me too' });

  assert.equal(record.contextInfo.expiration, 604_800);

  const group = relay.groups.create(relay.account(ADA), 'Neighbours', [relay.account(SHOP)]);
  await ada.sock.groupToggleEphemeral(group.jid, 86_400);
  await ada.sock.sendMessage(group.jid, { text: 'after the change' });
  await events.event('messages.upsert', ({ data }) => data.message?.conversation === 'after the change');
  const toAll = await gateway.must('POST', '/message/sendText/shop-01', { body: { number: group.jid, text: 'for a day' } });
  assert.equal(toAll.contextInfo.expiration, 86_400);
});
