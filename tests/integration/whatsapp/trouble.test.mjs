// What goes wrong between a session and the server, and what must come of it: the right state, the right waits, no storm.
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import test from 'node:test';
import { CERTIFICATE_FAULTS } from '../../clients/whatsapp/certificate.mjs';
import { HOSTILE_FRAMES } from '../../clients/whatsapp/faults.mjs';
import { create, link, of, startAccount, state } from './account.mjs';

const NUMBER = '4915100000002';

test('a session survives a restart of the server', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
  const before = events.all('connection.update').length;

  await relay.restart();
  await events.when(() => events.all('connection.update').slice(before).some(state('shop-01', 'open')), () => 'the session to be open again');

  assert.ok(relay.directory.device(jid).logins >= 2);
  assert.equal(events.all('status.instance').length, 0);
});

test('while the server is away a session tries at growing intervals', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', NUMBER);
  const before = events.all('connection.update').length;

  await relay.stop();
  await events.when(() => events.all('connection.update').length >= before + 3, () => 'three attempts');

  const times = events.all('connection.update').slice(before).map((envelope) => Date.parse(envelope.date_time));
  assert.ok(times[2] - times[1] >= 1000, `the third attempt came after ${times[2] - times[1]} ms`);
  await relay.restart();
  await events.when(() => events.all('connection.update').slice(before).some(state('shop-01', 'open')), () => 'the session to be open again');
});

test('a server that is overloaded is left alone for a while', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
  const before = Date.now();
  const seen = events.all('connection.update').length;

  relay.streamError(jid, 503);
  await events.when(() => events.all('connection.update').slice(seen).some(state('shop-01', 'open')), () => 'the session to be open again');

  assert.ok(Date.now() - before >= 1400, 'it waited');
});

for (const [reason, forgets] of [[401, true], [402, false], [403, true], [405, false], [406, true], [409, false]]) {
  test(`a login that is refused with ${reason} ends the session`, async (t) => {
    const { gateway, relay, events } = await startAccount(t);
    const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
    relay.options.loginFailure = reason;

    relay.cut(jid);

    const closed = await events.event('connection.update', state('shop-01', 'close'));
    assert.equal(closed.data.statusReason, reason);
    relay.options.loginFailure = null;
    const codes = events.all('qrcode.updated').length;
    await gateway.must('GET', '/instance/connect/shop-01');
    if (forgets) await events.when(() => events.all('qrcode.updated').length > codes, () => 'a new QR code');
    else await gateway.until(async () => (await gateway.state('shop-01')) === 'open', 'the session is open again with its old keys');
  });
}

test('a login that the server cannot take now is tried again later, with the same keys', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
  const seen = events.all('connection.update').length;
  relay.options.loginFailure = 503;
  const since = Date.now();

  relay.cut(jid);
  await events.when(() => events.all('connection.update').slice(seen).filter(state('shop-01', 'connecting')).length >= 2, () => 'a second attempt');
  assert.ok(Date.now() - since >= 1400, 'it waited');
  relay.options.loginFailure = null;

  await events.when(() => events.all('connection.update').slice(seen).some(state('shop-01', 'open')), () => 'the session to be open again');
  assert.equal(events.all('status.instance').length, 0);
});

test('a server that wants a restart gets one', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);
  const seen = events.all('connection.update').length;

  relay.streamError(jid, 515);

  await events.when(() => events.all('connection.update').slice(seen).some(state('shop-01', 'open')), () => 'the session to be open again');
  assert.equal(events.all('status.instance').length, 0);
});

test('nothing is said to a server with a forged certificate, whatever is wrong with it', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const refusals = () => gateway.output.split('refused a server that could not prove who it is').length - 1;

  for (const [i, fault] of CERTIFICATE_FAULTS.entries()) {
    relay.options.certificateFault = fault;
    await create(gateway, `shop-${i}`);
    const before = refusals();
    await gateway.must('GET', `/instance/connect/shop-${i}`);
    await gateway.until(() => refusals() > before, `a certificate with the fault "${fault}" is refused`);
  }
  assert.equal(relay.log.length, 0);

  relay.options.certificateFault = null;
  await events.event('qrcode.updated', of('shop-0'));
});

test('stanzas that come compressed and in pieces are read all the same', async (t) => {
  const { gateway, relay, events } = await startAccount(t, { relay: { compress: true, pieces: 7 } });

  await link(gateway, relay, events, 'shop-01', NUMBER);
});

test('hostile frames do no harm', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);

  for (const [name, send] of Object.entries(HOSTILE_FRAMES)) {
    await send(relay.connectionOf(jid));
    await gateway.until(async () => {
      const connection = relay.directory.device(jid).connection;
      return connection && (await Promise.race([relay.ping(jid).then(() => true, () => false), new Promise((resolve) => setTimeout(resolve, 1000, false))]));
    }, `the session answers after ${name}`);
  }
  assert.equal(events.all('status.instance').length, 0);
  assert.ok(gateway.residentBytes() < 200e6, 'nothing was inflated without measure');
});

test('the server can ask whether the session is alive', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);

  const answer = await relay.ping(jid);

  assert.equal(answer.attrs.type, 'result');
});

const sessionFiles = (directory) =>
  readdirSync(`${directory}/state`, { recursive: true }).map(String).filter((name) => name.includes('.wa')).map((name) => `${directory}/state/${name}`);

test('only the owner of the gateway may read the session files', async (t) => {
  const { gateway, relay, events, directory } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', NUMBER);

  const files = sessionFiles(directory);

  assert.ok(files.length > 0);
  for (const file of files) assert.equal(statSync(file).mode & 0o777, 0o600, file);
});

test('a deleted instance leaves no session file', async (t) => {
  const { gateway, relay, events, directory } = await startAccount(t);
  await link(gateway, relay, events, 'shop-01', NUMBER);
  await gateway.must('DELETE', '/instance/logout/shop-01');

  await gateway.must('DELETE', '/instance/delete/shop-01');

  assert.deepEqual(sessionFiles(directory), []);
});

test('sendNode writes the stanza as it is', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const { jid } = await link(gateway, relay, events, 'shop-01', NUMBER);

  const [answer] = await events.ask('sendNode', { instanceId: 'shop-01', stanza: { tag: 'presence', attrs: { type: 'available', name: 'Shop' } } });

  assert.deepEqual(answer, { ok: true });
  await relay.until(({ from, stanza }) => from === jid && stanza.tag === 'presence' && stanza.attrs.name === 'Shop');
});

test('ten sessions in one process are linked at the same time', async (t) => {
  const { gateway, relay, events } = await startAccount(t);
  const names = Array.from({ length: 10 }, (_, i) => `shop-${i}`);
  await Promise.all(names.map((name) => create(gateway, name)));
  await Promise.all(names.map((name) => gateway.must('GET', `/instance/connect/${name}`)));

  await Promise.all(names.map(async (name, i) => {
    const code = await events.event('qrcode.updated', of(name));
    await relay.scan(code.data.qrcode.code, { number: `491510000010${i}` });
    await events.event('connection.update', state(name, 'open'));
  }));
});
