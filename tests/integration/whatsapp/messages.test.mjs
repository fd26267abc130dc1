// Texts between the gateway and real Baileys clients: each reads what the other encrypted.
import assert from 'node:assert/strict';
import test from 'node:test';
import { breakNext, duplicateNext } from '../../clients/whatsapp/faults.mjs';
import { link, of, startAccount, startGateway } from './account.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';
const jid = (number) => `${number}@s.whatsapp.net`;
const text = (wanted) => (envelope) => envelope.data.message?.conversation === wanted;

const sendText = (gateway, number, body, more = {}) =>
  gateway.must('POST', '/message/sendText/shop-01', { body: { number, text: body, ...more } });

test('a text of somebody else becomes messages.upsert', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });

  await ada.sock.sendMessage(jid(SHOP), { text: 'hello shop' });

  const { data } = await events.event('messages.upsert', text('hello shop'));
  assert.equal(data.key.remoteJid, jid(ADA));
  assert.equal(data.key.fromMe, false);
  assert.equal(data.pushName, 'Ada');
  assert.equal(data.messageType, 'conversation');
  assert.equal(data.status, 'DELIVERY_ACK');
  assert.ok(Math.abs(data.messageTimestamp - Date.now() / 1000) < 60);
});

test('a text sent over REST reaches the other client, and the events follow it', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });

  const record = await sendText(gateway, ADA, 'hello Ada');

  assert.equal(record.status, 'PENDING');
  assert.match(record.key.id, /^3EB0[0-9A-F]{18}$/);
  const received = await ada.message(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === 'hello Ada');
  assert.equal(received.key.id, record.key.id);
  assert.equal((await events.event('send.message', of('shop-01'))).data.key.id, record.key.id);
  await events.event('messages.update', ({ data }) => data.keyId === record.key.id && data.status === 'SERVER_ACK');
  await events.event('messages.update', ({ data }) => data.keyId === record.key.id && data.status === 'DELIVERY_ACK');
});

test('a conversation goes back and forth', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });

  for (let i = 0; i < 10; ++i) {
    await ada.sock.sendMessage(jid(SHOP), { text: `question ${i}` });
    await events.event('messages.upsert', text(`question ${i}`));
    await sendText(gateway, ADA, `answer ${i}`);
    await ada.message(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === `answer ${i}`);
  }
});

test('what another device of the account sent is seen as own', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  const second = await client({ number: SHOP, name: 'Shop' });

  await second.sock.sendMessage(jid(ADA), { text: 'from the other device' });

  const { data } = await events.event('messages.upsert', text('from the other device'));
  assert.equal(data.key.fromMe, true);
  assert.equal(data.key.remoteJid, jid(ADA));
  await sendText(gateway, ADA, 'from the gateway');
  await second.message(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === 'from the gateway');
  assert.ok(ada);
});

test('messages that came while the gateway was away are delivered once it is back', async (t) => {
  const { gateway, relay, events, client, directory } = await startAccount(t);
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  await ada.sock.sendMessage(jid(SHOP), { text: 'before' });
  await events.event('messages.upsert', text('before'));
  await relay.settled(shop.jid);
  await gateway.stop('SIGKILL');

  for (let i = 0; i < 5; ++i) await ada.sock.sendMessage(jid(SHOP), { text: `while away ${i}` });

  const again = await startGateway(t, relay, { directory });
  for (let i = 0; i < 5; ++i) await again.events.event('messages.upsert', text(`while away ${i}`));
  assert.equal(again.events.all('messages.upsert').length, 5, 'and each of them once');
});

test('a number that nobody has is refused', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);

  const answer = await gateway.api('POST', '/message/sendText/shop-01', { body: { number: '4915199999999', text: 'anybody there?' } });

  assert.equal(answer.status, 400);
});

test('a message in a group becomes messages.upsert with its participant', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  const group = relay.groups.create(relay.account(ADA), 'Neighbours', [relay.account(SHOP)]);

  await ada.sock.sendMessage(group.jid, { text: 'hello everybody' });
  await ada.sock.sendMessage(group.jid, { text: 'once more' });

  const { data } = await events.event('messages.upsert', text('hello everybody'));
  assert.equal(data.key.remoteJid, group.jid);
  assert.ok([data.key.participant, data.key.participantAlt].includes(jid(ADA)));
  await events.event('messages.upsert', text('once more'));
});

test('a picture arrives with its bytes', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });

  await ada.sock.sendMessage(jid(SHOP), { image: Buffer.from('not really a picture'), caption: 'look', jpegThumbnail: Buffer.from('tiny').toString('base64') });

  const { data } = await events.event('messages.upsert', ({ data: record }) => record.messageType === 'imageMessage');
  assert.equal(data.message.imageMessage.caption, 'look');
  assert.ok(Buffer.isBuffer(data.message.imageMessage.mediaKey), 'keys are attachments');
  assert.equal(data.message.imageMessage.mediaKey.length, 32);
});

test('a message that comes twice is one event', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  duplicateNext(relay, shop.jid);

  await ada.sock.sendMessage(jid(SHOP), { text: 'twice' });
  await ada.sock.sendMessage(jid(SHOP), { text: 'after it' });

  await events.event('messages.upsert', text('after it'));
  assert.equal(events.all('messages.upsert').filter(text('twice')).length, 1);
});

test('a message that cannot be decrypted is asked for again', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  await ada.sock.sendMessage(jid(SHOP), { text: 'first' });
  await events.event('messages.upsert', text('first'));
  breakNext(relay, shop.jid);

  await ada.sock.sendMessage(jid(SHOP), { text: 'broken on the way' });

  await events.event('messages.upsert', text('broken on the way'));
});

test('a text that the other client cannot decrypt is sent again', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  await sendText(gateway, ADA, 'first');
  await ada.message(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === 'first');
  breakNext(relay, ada.jid);

  await sendText(gateway, ADA, 'broken on the way');

  await ada.message(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === 'broken on the way');
});

test('a text sent to a group is read by its members, also by one who comes later', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  const ben = await client({ number: '4915100000003', name: 'Ben' });
  const group = relay.groups.create(relay.account(ADA), 'Neighbours', [relay.account(SHOP), relay.account('4915100000003')]);
  const reads = (who, wanted) => who.message(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === wanted);

  await sendText(gateway, group.jid, 'hello everybody');
  await Promise.all([reads(ada, 'hello everybody'), reads(ben, 'hello everybody')]);
  await sendText(gateway, group.jid, 'once more');
  await Promise.all([reads(ada, 'once more'), reads(ben, 'once more')]);
  const cleo = await client({ number: ADA, name: 'Ada' });
  await sendText(gateway, group.jid, 'to the new device too');
  await Promise.all([reads(ada, 'to the new device too'), reads(cleo, 'to the new device too')]);
});

test('edits and revokes of others become events of their own', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  const sent = await ada.sock.sendMessage(jid(SHOP), { text: 'helo' });
  await events.event('messages.upsert', text('helo'));

  await ada.sock.sendMessage(jid(SHOP), { text: 'hello', edit: sent.key });
  const edited = await events.event('messages.edited', ({ data }) => data.type === 'MESSAGE_EDIT');
  assert.equal(edited.data.key.id, sent.key.id);
  assert.ok(JSON.stringify(edited.data.editedMessage).includes('"hello"'));

  await ada.sock.sendMessage(jid(SHOP), { delete: sent.key });
  const deleted = await events.event('messages.delete');
  assert.equal(deleted.data.remoteJid, jid(ADA));
  assert.equal(deleted.data.fromMe, false);
  assert.equal(deleted.data.id, sent.key.id);
  assert.equal(events.all('messages.upsert').length, 1);
});

test('somebody who installed WhatsApp anew is written to again', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const before = await client({ number: ADA, name: 'Ada' });
  await before.sock.sendMessage(jid(SHOP), { text: 'from the old phone' });
  await events.event('messages.upsert', text('from the old phone'));
  await sendText(gateway, ADA, 'to the old phone');

  before.forget();
  relay.reinstall(ADA);
  await relay.until(({ from, stanza }) => from === shop.jid && stanza.tag === 'ack' && stanza.attrs.type === 'encrypt');
  const ada = await client({ number: ADA, name: 'Ada' });
  await sendText(gateway, ADA, 'to the new phone');

  await ada.message(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === 'to the new phone');
  await ada.sock.sendMessage(jid(SHOP), { text: 'from the new phone' });
  await events.event('messages.upsert', text('from the new phone'));
});
