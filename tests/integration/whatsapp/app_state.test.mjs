// Settings that all devices of an account share: told by the phone, changed over REST, and never taken from a forger.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { PATCH_FAULTS } from '../../clients/whatsapp/app_state.mjs';
import { Phone } from '../../clients/whatsapp/phone.mjs';
import { link, startAccount, startGateway } from './account.mjs';

const SHOP = '4915100000002';
const MALLORY = '4915100000005';
const ADA = '4915100000001@s.whatsapp.net';
const BEN = '4915100000003@s.whatsapp.net';

const contact = (jid, fullName) => ({ index: ['contact', jid], value: { contactAction: { fullName } }, version: 2 });
const archived = (jid) => ({ index: ['archive', jid], value: { archiveChatAction: { archived: true } }, version: 3 });
const label = (id, name, deleted = false) => ({
  index: ['label_edit', id],
  value: { labelEditAction: { name, color: 3, deleted } },
  version: 3,
});
const named = (name) => (envelope) => envelope.data.some((each) => each.pushName === name);
const lastMessage = (chat) => ({
  key: { remoteJid: chat, fromMe: false, id: '3EB0AABBCCDDEEFF0011' },
  messageTimestamp: 1_768_485_000,
});

// A linked instance whose phone has shared its keys. `before` changes things before that.
async function startShop(t, { before = () => {}, options } = {}) {
  const account = await startAccount(t, options);
  const phone = new Phone(account.relay, SHOP);
  before(phone);
  const shop = await link(account.gateway, account.relay, account.events, 'shop-01', SHOP);
  await phone.shareKeys(shop.jid);
  return { ...account, phone, shop };
}

// What the phone reads of the patches the gateway writes, past and to come.
function changesSeenBy(phone) {
  const seen = [];
  phone.on('changes', ({ changes }) => seen.push(...changes));
  return async (index) => {
    for (;;) {
      const found = seen.find((change) => JSON.stringify(change.index) === JSON.stringify(index));
      if (found) return found;
      await once(phone, 'changes');
    }
  };
}

test('contacts, chats and labels of the phone become events', async (t) => {
  const { events, phone } = await startShop(t, {
    before: (early) => {
      early.change('critical_unblock_low', [contact(ADA, 'Ada')]);
      early.change('critical_unblock_low', [contact(BEN, 'Ben')]);
    },
  });
  const { data } = await events.event('contacts.upsert', named('Ben'));
  assert.equal(data.find(({ pushName }) => pushName === 'Ben').remoteJid, BEN);
  await events.event('contacts.upsert', named('Ada'));

  phone.change('regular_low', [archived(ADA)]);
  const update = await events.event('chats.update');
  assert.deepEqual(Object.keys(update.data[0]).sort(), ['instanceId', 'remoteJid']);
  assert.equal(update.data[0].remoteJid, ADA);

  phone.change('regular', [label('7', 'VIP')]);
  assert.deepEqual((await events.event('labels.edit')).data, {
    id: '7',
    name: 'VIP',
    color: 3,
    deleted: false,
    instance: 'shop-01',
  });
  phone.change('regular', [
    { index: ['label_jid', '7', ADA], value: { labelAssociationAction: { labeled: true } }, version: 3 },
  ]);
  assert.deepEqual((await events.event('labels.association')).data, {
    instance: 'shop-01',
    type: 'add',
    chatId: ADA,
    labelId: '7',
  });

  phone.change('regular_high', [{ index: ['deleteChat', BEN, '0'], value: {}, version: 6 }]);
  assert.deepEqual((await events.event('chats.delete')).data, [BEN]);
});

test('the name of the account is learnt and told', async (t) => {
  const { relay, phone } = await startShop(t);
  phone.change('critical_block', [
    { index: ['setting_pushName'], value: { pushNameSetting: { name: 'The new shop' } }, version: 1 },
  ]);
  await relay.until(({ stanza }) => stanza.tag === 'presence' && stanza.attrs.name === 'The new shop');
});

test('chats are archived, marked unread and labelled over REST, and the phone takes it', async (t) => {
  const { gateway, events, phone } = await startShop(t);
  const changed = changesSeenBy(phone);
  phone.change('regular', [label('7', 'VIP')]);
  await events.event('labels.edit');

  const archive = { chat: ADA, archive: true, lastMessage: lastMessage(ADA) };
  await gateway.must('POST', '/chat/archiveChat/shop-01', { body: archive });
  const archiving = await changed(['archive', ADA]);
  assert.equal(archiving.value.archiveChatAction.archived, true);
  assert.equal(archiving.value.archiveChatAction.messageRange.messages[0].key.id, archive.lastMessage.key.id);
  await events.event('chats.update', ({ data }) => data[0].remoteJid === ADA);

  await gateway.must('POST', '/chat/markChatUnread/shop-01', { body: { chat: BEN, lastMessage: lastMessage(BEN) } });
  assert.equal((await changed(['markChatAsRead', BEN])).value.markChatAsReadAction.read, false);

  const labels = await gateway.must('GET', '/label/findLabels/shop-01');
  assert.deepEqual(labels.map(({ id, name, color }) => ({ id, name, color })), [{ id: '7', name: 'VIP', color: 3 }]);
  await gateway.must('POST', '/label/handleLabel/shop-01', { body: { number: ADA, labelId: '7', action: 'add' } });
  assert.equal((await changed(['label_jid', '7', ADA])).value.labelAssociationAction.labeled, true);
  assert.equal((await events.event('labels.association')).data.type, 'add');
  const unknown = await gateway.api('POST', '/label/handleLabel/shop-01', {
    body: { number: ADA, labelId: '99', action: 'add' },
  });
  assert.equal(unknown.status, 400);
});

test('a change made while the phone makes others is made after them', async (t) => {
  const { gateway, relay, events, phone } = await startShop(t);
  const changed = changesSeenBy(phone);
  phone.change('regular_low', [archived(BEN)]);
  await events.event('chats.update');
  // The gateway does not hear of the next one.
  const notify = relay.delivery.notify;
  relay.delivery.notify = () => {};
  phone.change('regular_low', [archived('4915100000004@s.whatsapp.net')]);
  relay.delivery.notify = notify;

  await gateway.must('POST', '/chat/archiveChat/shop-01', {
    body: { chat: ADA, archive: true, lastMessage: lastMessage(ADA) },
  });

  const { operation } = await changed(['archive', ADA]);
  assert.equal(operation, 0);
  await events.event('chats.update', ({ data }) => data[0].remoteJid === '4915100000004@s.whatsapp.net');
});

for (const fault of PATCH_FAULTS) {
  test(`a patch with a fault is refused and changes nothing: ${fault}`, async (t) => {
    const { gateway, events, phone } = await startShop(t);
    phone.change('critical_unblock_low', [contact(ADA, 'Ada')]);
    await events.event('contacts.upsert', named('Ada'));

    phone.change('critical_unblock_low', [contact(ADA, 'Eve')], { fault });
    await gateway.until(
      () => /app state/.test(gateway.output),
      'the gateway says something about the app state in its log',
    );
    phone.change('regular_low', [archived(BEN)]);
    await events.event('chats.update');

    assert.ok(!events.all('contacts.upsert').some(named('Eve')), 'nothing of it was told');
  });
}

test('keys of a stranger are no keys', async (t) => {
  const account = await startAccount(t);
  const phone = new Phone(account.relay, SHOP, { answersKeyRequests: false });
  const mallory = new Phone(account.relay, MALLORY);
  // The stranger knows the id of the true key, and has put another secret under it.
  mallory.keys[0].id = phone.key.id;
  const shop = await link(account.gateway, account.relay, account.events, 'shop-01', SHOP);
  await mallory.sendTo(shop.jid, mallory.keyShare(), { category: undefined });
  await account.relay.settled(shop.jid);

  await phone.shareKeys(shop.jid);
  phone.change('critical_unblock_low', [contact(ADA, 'Ada')]);

  await account.events.event('contacts.upsert', named('Ada'));
});

test('a key that was not shared yet is asked for, and what it locks is taken then', async (t) => {
  const { events, phone } = await startShop(t);
  phone.change('regular_low', [archived(BEN)]);
  await events.event('chats.update');

  phone.rotateKey();
  phone.change('critical_unblock_low', [contact(ADA, 'Ada')]);

  await phone.until(({ message }) => message.protocolMessage?.appStateSyncKeyRequest);
  await events.event('contacts.upsert', named('Ada'));
});

test('a gateway that comes back knows what it has seen', async (t) => {
  const { gateway, relay, events, phone, shop, directory } = await startShop(t);
  phone.change('critical_unblock_low', [contact(ADA, 'Ada')]);
  await events.event('contacts.upsert', named('Ada'));
  await relay.settled(shop.jid);
  await gateway.stop();
  phone.change('critical_unblock_low', [contact(BEN, 'Ben')]);

  const again = await startGateway(t, relay, { directory });

  await again.events.event('contacts.upsert', named('Ben'));
  assert.ok(!again.events.all('contacts.upsert').some(named('Ada')), 'and does not tell it again');
});
