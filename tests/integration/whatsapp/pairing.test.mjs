// Linking a device and what becomes of it, through the whole gateway.
import assert from 'node:assert/strict';
import test from 'node:test';
import { create, link, of, startAccount, startGateway, state } from './account.mjs';

const NUMBER = '4915100000002';

test('a scanned QR code opens the session, and the events tell how', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  await create(gateway, 'shop-01');
  await gateway.must('GET', '/instance/connect/shop-01');

  const { data } = await events.event('qrcode.updated', of('shop-01'));
  assert.equal(data.qrcode.instance, 'shop-01');
  assert.equal(data.qrcode.pairingCode, null);
  assert.match(data.qrcode.code, /^https:\/\/wa\.me\/settings\/linked_devices#2@[^,]+,[^,]{44},[^,]{44},[^,]{44},1$/);
  assert.match(data.qrcode.base64, /^data:image\/png;base64,iVBOR/);
  const { jid } = await relay.scan(data.qrcode.code, { number: NUMBER, name: 'Shop' });

  const open = await events.event('connection.update', state('shop-01', 'open'));
  assert.equal(open.data.wuid, `${NUMBER}@s.whatsapp.net`);
  assert.equal(open.data.statusReason, 200);
  assert.equal(await gateway.state('shop-01'), 'open');
  const states = events.all('connection.update').map((envelope) => envelope.data.state);
  assert.deepEqual(states, ['connecting', 'connecting', 'open'], 'registration, restart after 515, login');
  assert.ok(relay.directory.device(jid).prekeys.size >= 800, 'one-time prekeys were uploaded');
});

test('a device that was linked by a pairing code opens as well', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  await create(gateway, 'shop-01', { number: NUMBER });
  await gateway.must('GET', `/instance/connect/shop-01?number=${NUMBER}`);

  const { data } = await events.event('qrcode.updated', of('shop-01'));
  assert.match(data.qrcode.pairingCode, /^[1-9A-HJ-NP-TV-Z]{8}$/);
  await relay.enterLinkCode(data.qrcode.pairingCode, { number: NUMBER });

  await events.event('connection.update', state('shop-01', 'open'));
});

test('a linked session comes back by itself after a restart of the gateway', async (t) => {
  const { gateway, relay, events, directory } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
  await gateway.stop();

  const again = await startGateway(t, relay, { directory });
  await again.gateway.until(async () => (await again.gateway.state('shop-01')) === 'open', 'shop-01 is open again');

  assert.equal(relay.directory.device(jid).logins, 2);
  assert.equal(again.events.all('qrcode.updated').length, 0);
});

test('a killed gateway finds its session again', async (t) => {
  const { gateway, relay, events, directory } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
  await gateway.stop('SIGKILL');

  const again = await startGateway(t, relay, { directory });
  await again.gateway.until(async () => (await again.gateway.state('shop-01')) === 'open', 'shop-01 is open again');

  assert.equal(relay.directory.device(jid).logins, 2);
});

test('a cut connection is made anew without a word to the application but "connecting" and "open"', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
  const before = events.all('connection.update').length;

  relay.cut(jid);
  await events.when(() => events.all('connection.update').length >= before + 2, () => 'the reconnect');

  const states = events.all('connection.update').slice(before).map((envelope) => envelope.data.state);
  assert.deepEqual(states, ['connecting', 'open']);
  assert.equal(events.all('logout.instance').length, 0);
});

test('a device that the phone removed is closed for good and forgets its keys', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);

  relay.unlink(jid);

  const closed = await events.event('connection.update', state('shop-01', 'close'));
  assert.equal(closed.data.statusReason, 401);
  assert.equal((await events.event('status.instance')).data.disconnectionReasonCode, 401);
  await events.event('logout.instance');
  await gateway.must('GET', '/instance/connect/shop-01');
  await events.when(() => events.all('qrcode.updated').length >= 2, () => 'a new QR code');
});

test('a session that was replaced stays closed', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);

  relay.replaced(jid);

  const closed = await events.event('connection.update', state('shop-01', 'close'));
  assert.equal(closed.data.statusReason, 440);
  assert.equal(relay.directory.device(jid).logins, 1);
});

test('logging out over REST unlinks the device on the server', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);

  await gateway.must('DELETE', '/instance/logout/shop-01');

  assert.equal(relay.directory.device(jid), undefined);
  assert.equal(await gateway.state('shop-01'), 'close');
});

for (const fault of ['wrong hmac', 'wrong account signature', 'signature for another device', 'other account key']) {
  test(`an identity with a ${fault} is refused`, async (t) => {
    const { gateway, relay, events } = await startAccount(t);
    await create(gateway, 'shop-01');
    await gateway.must('GET', '/instance/connect/shop-01');
    const { data } = await events.event('qrcode.updated', of('shop-01'));

    await assert.rejects(relay.scan(data.qrcode.code, { number: NUMBER, fault }), { code: 401 });

    assert.equal(events.all('connection.update').filter(state('shop-01', 'open')).length, 0);
  });
}

test('a server that cannot prove who it is gets nothing', async (t) => {
  const { gateway, relay } = await startAccount(t, { whatsapp: { root_key: '11'.repeat(32) } });
  await create(gateway, 'shop-01');
  await gateway.must('GET', '/instance/connect/shop-01');

  await gateway.until(() => /refused a server that could not prove who it is/.test(gateway.output), 'the refusal is logged');

  assert.equal(relay.log.length, 0);
});
