// Calls ring at the gateway, are told, and are rejected when the instance wants that.
import assert from 'node:assert/strict';
import test from 'node:test';
import { call } from '../../clients/whatsapp/calls.mjs';
import { link, startAccount } from './account.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';
const jid = (number) => `${number}@s.whatsapp.net`;
const status = (wanted) => ({ data }) => data.status === wanted;

const settings = (gateway, more) =>
  gateway.must('POST', '/settings/set/shop-01', {
    body: { rejectCall: false, groupsIgnore: false, alwaysOnline: false, readMessages: false, readStatus: false, syncFullHistory: false, ...more },
  });

test('a call is told from its first ring to its end', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);

  const callId = call(relay, ADA, SHOP, { video: true });
  const { data } = await events.event('call', status('offer'));
  assert.equal(data.id, callId);
  assert.equal(data.from, jid(ADA));
  assert.equal(data.isVideo, true);
  assert.equal(data.isGroup, false);
  call(relay, ADA, SHOP, { action: 'terminate', callId, reason: 'timeout' });
  const ended = await events.event('call', status('timeout'));
  assert.equal(ended.data.isVideo, true);
  await relay.settled(shop.jid);
  const packet = await events.event('call', ({ data: raw }) => raw.event === 'CB:call');
  assert.equal(packet.data.packet.tag, 'call');
  const refused = await gateway.api('POST', '/call/offer/shop-01', { body: { number: ADA, callDuration: 5 } });
  assert.ok(refused.status >= 400, 'nobody can speak here');
});

test('calls are rejected with a text while the settings of the instance say so', async (t) => {
  const { gateway, relay, events, client } = await startAccount(t);
  const shop = await link(gateway, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  await settings(gateway, { rejectCall: true, msgCall: 'please write' });

  const callId = call(relay, ADA, SHOP);

  const { stanza } = await relay.until(({ from, stanza: sent }) => from === shop.jid && sent.tag === 'call');
  assert.equal(stanza.content[0].tag, 'reject');
  assert.equal(stanza.content[0].attrs['call-id'], callId);
  await ada.event('call', ([{ id, status: told }]) => id === callId && told === 'reject');
  await ada.text('please write');
  await events.event('call', status('offer'));

  await settings(gateway, {});
  const second = call(relay, ADA, SHOP);
  await events.event('call', ({ data }) => data.id === second && data.status === 'offer');
  await relay.settled(shop.jid);
  const rejected = relay.log.filter(({ from, stanza: sent }) => from === shop.jid && sent.tag === 'call');
  assert.equal(rejected.length, 1);
});
