// Histories of the phone: read from their message or from a file, published once, and the phone is told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Phone } from '../../clients/whatsapp/phone.mjs';
import { create, link, of, startAccount, startGateway } from './account.mjs';

const SHOP = '4915100000002';
const MALLORY = '4915100000005';
const ADA = '4915100000001@s.whatsapp.net';

const message = (chat, id, text) => ({
  message: {
    key: { remoteJid: chat, fromMe: false, id },
    message: { conversation: text },
    messageTimestamp: 1_700_000_000,
  },
});
const history = (texts, more = {}) => ({
  syncType: 3,
  conversations: [
    { id: ADA, name: 'Ada', messages: texts.map((text, number) => message(ADA, `OLD${number}`, text)) },
  ],
  ...more,
});
const toldOf = (id) => ({ stanza }) =>
  stanza.tag === 'receipt' && stanza.attrs.type === 'hist_sync' && stanza.attrs.id === id;
const texts = (events) =>
  events.all('messages.set').flatMap(({ data }) => data.map((record) => record.message.conversation));

async function startShop(t, options) {
  const account = await startAccount(t, options);
  const phone = new Phone(account.relay, SHOP);
  const shop = await link(account.gateway, account.relay, account.events, 'shop-01', SHOP);
  return { ...account, phone, shop };
}

for (const inline of [true, false]) {
  test(`a history ${inline ? 'in its message' : 'in a file'} is published, and then the phone is told`, async (t) => {
    const { relay, events, phone, shop } = await startShop(t);

    const id = await phone.sendHistory(
      shop.jid,
      history(['long ago', 'yesterday'], {
        pushnames: [{ id: '4915100000003@s.whatsapp.net', pushname: 'Ben' }],
      }),
      { inline },
    );

    await relay.until(toldOf(id));
    const { data } = await events.event('messages.set');
    assert.deepEqual(data.map((record) => record.message.conversation), ['long ago', 'yesterday']);
    assert.equal(data[0].key.remoteJid, ADA);
    assert.equal(data[0].messageTimestamp, 1_700_000_000);
    const chats = await events.event('chats.set', of('shop-01'));
    assert.deepEqual(Object.keys(chats.data[0]).sort(), ['instanceId', 'name', 'remoteJid']);
    const contacts = await events.event('contacts.upsert', of('shop-01'));
    assert.deepEqual(contacts.data.map(({ pushName }) => pushName).sort(), ['Ada', 'Ben']);
  });
}

test('a long history comes in events of bounded size', async (t) => {
  const { relay, events, phone, shop } = await startShop(t);
  const many = Array.from({ length: 1_500 }, (_, number) => `message ${number} ${'.'.repeat(200)}`);

  const id = await phone.sendHistory(shop.jid, history(many));

  await relay.until(toldOf(id));
  await events.event('messages.set', () => texts(events).length === many.length);
  assert.deepEqual(texts(events).sort(), many.sort());
  assert.ok(events.all('messages.set').every(({ data }) => data.length <= 200));
});

test('what somebody else calls a history is none', async (t) => {
  const { relay, events, shop, phone } = await startShop(t);
  const mallory = new Phone(relay, MALLORY);

  await mallory.sendHistory(shop.jid, history(['forged']), { inline: true });
  await relay.settled(shop.jid);
  const id = await phone.sendHistory(shop.jid, history(['true']), { inline: true });
  await relay.until(toldOf(id));

  await events.event('messages.set');
  assert.deepEqual(texts(events), ['true']);
});

test('a history that was damaged on the way is left out, and the next one is read', async (t) => {
  const { relay, events, shop, phone } = await startShop(t);
  await phone.sendHistory(shop.jid, history(['damaged']), {
    change: (notification) => {
      relay.media.replace(notification.directPath, (bytes) => {
        bytes[20] ^= 1;
        return bytes;
      });
      return notification;
    },
  });
  const id = await phone.sendHistory(shop.jid, history(['whole']));

  await relay.until(toldOf(id));
  await events.event('messages.set');
  assert.deepEqual(texts(events), ['whole']);
});

test('a gateway that comes back does not publish a history twice', async (t) => {
  const { gateway, relay, events, shop, phone, directory } = await startShop(t);
  const id = await phone.sendHistory(shop.jid, history(['once']));
  await relay.until(toldOf(id));
  await events.event('messages.set');
  await relay.settled(shop.jid);
  await gateway.stop('SIGKILL');

  const again = await startGateway(t, relay, { directory });
  const next = await phone.sendHistory(shop.jid, history(['twice']), { inline: true });
  await relay.until(toldOf(next));

  await again.events.event('messages.set');
  assert.deepEqual(texts(again.events), ['twice']);
});

test('a history that a killed gateway could not fetch is taken up by the next one', async (t) => {
  const { gateway, relay, shop, phone, directory } = await startShop(t);
  relay.media.refuse = (request) => (request.method === 'GET' ? 503 : null);
  const id = await phone.sendHistory(shop.jid, history(['in the end']));
  await gateway.until(() => /could not be fetched yet/.test(gateway.output), 'the gateway tried to fetch the history');
  await relay.settled(shop.jid);
  await gateway.stop('SIGKILL');
  relay.media.refuse = null;

  const again = await startGateway(t, relay, { directory });

  await relay.until(toldOf(id));
  await again.events.event('messages.set');
  assert.deepEqual(texts(again.events), ['in the end']);
});

test('the setting syncFullHistory asks for the long history', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const asked = [];
  relay.on('registration', ({ candidate }) => asked.push(candidate.properties.requireFullSync));
  await create(gateway, 'short');
  await gateway.must('GET', '/instance/connect/short');
  await events.event('qrcode.updated', of('short'));
  await create(gateway, 'long', { syncFullHistory: true });
  await gateway.must('GET', '/instance/connect/long');
  await events.event('qrcode.updated', of('long'));

  assert.deepEqual(asked, [false, true]);
});
