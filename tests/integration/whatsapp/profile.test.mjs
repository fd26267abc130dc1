// Profiles, pictures, numbers, privacy and contact tokens, between the gateway and real Baileys clients.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { child } from '../../clients/whatsapp/nodes.mjs';
import { Phone } from '../../clients/whatsapp/phone.mjs';
import { link, startAccount } from './account.mjs';
import { jpegSize, png } from './pictures.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';
const NOBODY = '4915199999999';
const jid = (number) => `${number}@s.whatsapp.net`;
const text = (wanted) => (envelope) => envelope.data.message?.conversation === wanted;
const PICTURE = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from('a picture')]);

async function startShop(t) {
  const started = await startAccount(t);
  const { gateway, relay, events } = started;
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const chat = (method, name, body) => gateway.must(method, `/chat/${name}/shop-01`, { body });
  return { ...started, shop, chat };
}

const setPicture = (client, image) =>
  client.sock.query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'w:profile:picture' },
    content: image ? [{ tag: 'picture', attrs: { type: 'image' }, content: image }] : undefined,
  });

test('numbers are looked up', async (t) => {
  const { relay, chat } = await startShop(t);
  const ada = relay.account(ADA);

  const found = await chat('POST', 'whatsappNumbers', { numbers: [ADA, NOBODY] });

  assert.deepEqual(found, [
    { jid: jid(ADA), exists: true, number: ADA, lid: ada.jid('lid') },
    { jid: jid(NOBODY), exists: false, number: NOBODY },
  ]);
});

test('pictures of others are fetched, and told when they change', async (t) => {
  const { relay, events, client, gateway, chat } = await startShop(t);
  const ada = await client({ number: ADA, name: 'Ada' });
  assert.equal((await chat('POST', 'fetchProfilePictureUrl', { number: ADA })).profilePictureUrl, null);
  // From now on WhatsApp tells of her changes.
  await gateway.must('POST', '/message/sendText/shop-01', { body: { number: ADA, text: 'hello' } });
  await ada.text('hello');

  await setPicture(ada, PICTURE);

  const { data } = await events.event('contacts.update', ({ data: [one] }) => one.profilePicUrl);
  assert.equal(data[0].remoteJid, jid(ADA));
  assert.match(data[0].profilePicUrl, /pictures/);
  assert.equal((await chat('POST', 'fetchProfilePictureUrl', { number: ADA })).profilePictureUrl, data[0].profilePicUrl);
  const profile = await chat('POST', 'fetchProfile', { number: ADA });
  assert.equal(profile.picture, data[0].profilePicUrl);
  assert.equal(profile.status, relay.account(ADA).about);
  assert.equal(profile.isBusiness, false);
  await setPicture(ada, null);
  await events.event('contacts.update', ({ data: [one] }) => one.profilePicUrl === null);
});

test('the own profile changes', async (t) => {
  const { relay, gateway, chat } = await startShop(t);
  const own = relay.account(SHOP);

  await chat('POST', 'updateProfileStatus', { status: 'open until six' });
  assert.equal(own.about, 'open until six');
  await chat('POST', 'updateProfilePicture', { picture: png(20, 30).toString('base64') });
  assert.deepEqual(jpegSize(own.picture.image), { width: 20, height: 20 });
  const refused = await gateway.api('POST', '/chat/updateProfilePicture/shop-01', {
    body: { picture: Buffer.from('GIF89a').toString('base64') },
  });
  assert.ok(refused.status >= 400);
  await chat('DELETE', 'removeProfilePicture');
  assert.equal(own.picture, null);

  const wished = { readreceipts: 'none', profile: 'contacts', status: 'all', online: 'match_last_seen', last: 'none', groupadd: 'contacts' };
  await chat('POST', 'updatePrivacySettings', wished);
  assert.deepEqual(await chat('GET', 'fetchPrivacySettings'), wished);
});

test('contacts are blocked and unblocked', async (t) => {
  const { relay, chat } = await startShop(t);
  const ada = relay.account(ADA);

  await chat('POST', 'updateBlockStatus', { number: ADA, status: 'block' });
  assert.deepEqual([...relay.account(SHOP).blocked], [ada.jid('lid')]);
  await chat('POST', 'updateBlockStatus', { number: ADA, status: 'unblock' });
  assert.equal(relay.account(SHOP).blocked.size, 0);
});

test('a business shows its profile and its catalogue', async (t) => {
  const { relay, gateway, chat } = await startShop(t);
  relay.account(ADA).business = {
    description: 'bread and more',
    email: 'ada@ada.example',
    website: ['https://ada.example'],
    category: 'Bakery',
    hours: { timezone: 'Europe/Berlin', days: [{ day_of_week: 'mon', mode: 'open_24h' }] },
    products: Array.from({ length: 13 }, (_, index) => ({ id: String(index), name: `Bread ${index}`, price: 3500 })),
  };

  const profile = await chat('POST', 'fetchBusinessProfile', { number: ADA });
  assert.equal(profile.isBusiness, true);
  assert.equal(profile.category, 'Bakery');
  assert.deepEqual(profile.website, ['https://ada.example']);
  const { catalog } = await gateway.must('POST', '/business/getCatalog/shop-01', { body: { number: ADA } });
  assert.equal(catalog.length, 13, 'over two pages');
  assert.equal((await chat('POST', 'fetchBusinessProfile', { number: SHOP })).isBusiness, false);
});

test('accounts that write to each other show the tokens they gave', async (t) => {
  const { relay, gateway, events, client, shop } = await startShop(t);
  const ada = await client({ number: ADA, name: 'Ada' });
  const send = (body) => gateway.must('POST', '/message/sendText/shop-01', { body: { number: ADA, text: body } });

  await send('first');
  await relay.until(({ from, stanza }) => from === shop.jid && stanza.attrs.xmlns === 'privacy' && child(stanza, 'tokens'));
  await ada.text('first');
  await ada.sock.sendMessage(jid(SHOP), { text: 'hello shop' });
  await events.event('messages.upsert', text('hello shop'));
  // Baileys gives its token after the message.
  await relay.until(({ from, stanza }) => from === ada.jid && stanza.attrs.xmlns === 'privacy' && child(stanza, 'tokens'));
  await relay.until(({ from, stanza }) => from === shop.jid && stanza.tag === 'ack' && stanza.attrs.type === 'privacy_token');

  const { key } = await send('with a token');

  const { stanza } = await relay.until(({ stanza: sent }) => sent.tag === 'message' && sent.attrs.id === key.id);
  assert.equal(Buffer.from(child(stanza, 'tctoken').content).toString(), `token of ${ADA} for ${SHOP}`);
});

test('the own name changes on all devices, and an account that is always online shows it', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const phone = new Phone(relay, SHOP);
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  await phone.shareKeys(shop.jid);
  const changed = once(phone, 'changes');

  await gateway.must('POST', '/chat/updateProfileName/shop-01', { body: { name: 'The new shop' } });

  const [{ changes }] = await changed;
  assert.deepEqual(changes[0].index, ['setting_pushName']);
  await gateway.must('POST', '/settings/set/shop-01', {
    body: { rejectCall: false, groupsIgnore: false, alwaysOnline: true, readMessages: false, readStatus: false, syncFullHistory: false },
  });
  const isShown = ({ from, stanza }) => from === shop.jid && stanza.tag === 'presence' && stanza.attrs.type === 'available';
  assert.equal(relay.log.some(isShown), false, 'it counts from the next login on');
  relay.cut(shop.jid);
  const { stanza } = await relay.until(isShown);
  assert.equal(stanza.attrs.name, 'The new shop');
});
