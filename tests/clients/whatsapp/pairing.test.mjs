import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Curve, proto } from 'baileys';
import { call } from './calls.mjs';
import { CERTIFICATE_FAULTS, Authority } from './certificate.mjs';
import { startRelay, takeViolations } from './testing.mjs';
import { sign, verify } from './xeddsa.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };

test('a signature is good for its key and message only', () => {
  for (let round = 0; round < 20; round++) {
    const pair = Curve.generateKeyPair();
    const message = Buffer.from(`message ${round}`);
    const signature = sign(pair.private, message);
    assert.ok(verify(pair.public, message, signature));
    assert.ok(!verify(pair.public, Buffer.from('another'), signature));
    assert.ok(!verify(Curve.generateKeyPair().public, message, signature));
    for (const at of [0, 31, 32, 63]) {
      const broken = Buffer.from(signature);
      broken[at] ^= 1;
      assert.ok(!verify(pair.public, message, broken), `byte ${at}`);
    }
    assert.ok(!verify(pair.public, message, signature.subarray(1)));
  }
  assert.ok(!verify(Buffer.alloc(32, 0xff), Buffer.from('x'), Buffer.alloc(64)));
});

test('the certificate chain is good under the root, and every fault shows', () => {
  const authority = new Authority();
  const server = Curve.generateKeyPair();
  const now = Date.now() / 1000;
  const trusts = (fault) => {
    try {
      const { leaf, intermediate } = proto.CertChain.decode(authority.chain(server.public, fault));
      const [low, high] = [leaf, intermediate].map((each) =>
        proto.CertChain.NoiseCertificate.Details.decode(each.details),
      );
      const inTime = [low, high].every((each) => Number(each.notBefore) <= now && now <= Number(each.notAfter));
      return (
        verify(authority.root.public, intermediate.details, intermediate.signature) &&
        verify(Buffer.from(high.key), leaf.details, leaf.signature) &&
        high.issuerSerial === 0 &&
        low.issuerSerial === high.serial &&
        inTime &&
        Buffer.from(low.key).equals(server.public)
      );
    } catch {
      return false;
    }
  };
  assert.ok(trusts(null));
  for (const fault of CERTIFICATE_FAULTS) assert.ok(!trusts(fault), fault);
});

test('a client is linked by its QR code and logs in', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  const device = relay.directory.device(ada.jid);
  assert.equal(ada.jid, '4915100000001:1@s.whatsapp.net');
  assert.equal(ada.auth.creds.me.lid, device.jid('lid'));
  assert.equal(device.prekeys.size, 812);
});

test('a client is linked by the code it shows', async (t) => {
  const { relay, unpaired } = await startRelay(t);
  const ada = unpaired().connect();
  await ada.qr();
  const code = await ada.sock.requestPairingCode(ADA.number);
  await relay.until(({ stanza }) => stanza.tag === 'iq' && stanza.content?.[0]?.attrs.stage === 'companion_hello');
  const { jid } = await relay.enterLinkCode(code, ADA);
  await ada.opened();
  await relay.online(jid);
});

test('a mistyped code links nothing', async (t) => {
  const { relay, unpaired } = await startRelay(t);
  const ada = unpaired().connect();
  await ada.qr();
  const code = await ada.sock.requestPairingCode(ADA.number);
  await relay.until(({ stanza }) => stanza.tag === 'iq' && stanza.content?.[0]?.attrs.stage === 'companion_hello');
  await assert.rejects(relay.enterLinkCode(code[0] === '1' ? `2${code.slice(1)}` : `1${code.slice(1)}`, ADA));
  assert.equal(relay.account(ADA.number).linked().length, 0);
});

test('references that were replaced cannot be scanned', async (t) => {
  const { relay, unpaired } = await startRelay(t);
  const ada = unpaired().connect();
  const old = await ada.qr();
  ada.forget();
  await relay.pairing.offer([...relay.connections][0]);
  await assert.rejects(relay.scan(old, ADA), /not valid/);
  await ada.pair(ADA);
});

test('an identity with a wrong HMAC is refused', async (t) => {
  const { relay, unpaired } = await startRelay(t, { identityFault: 'wrong hmac' });
  const ada = unpaired().connect();
  await assert.rejects(relay.scan(await ada.qr(), ADA));
});

test('a client that accepts a wrong account signature is noticed', async (t) => {
  const { relay, unpaired } = await startRelay(t, { identityFault: 'wrong account signature' });
  const ada = unpaired().connect();
  await relay.scan(await ada.qr(), ADA);
  assert.match(takeViolations(relay).join('\n'), /accepted to be linked although there was a wrong account signature/);
});

test('a client with a wrong signature of its signed prekey is noticed', async (t) => {
  const { relay, unpaired } = await startRelay(t);
  const ada = unpaired();
  ada.auth.creds.signedPreKey.signature[7] ^= 1;
  ada.connect();
  await ada.qr();
  assert.deepEqual(takeViolations(relay), ['an unpaired client: the signature of the signed prekey is wrong']);
});

test('a client with a wrong device signature is noticed', async (t) => {
  const { relay, unpaired } = await startRelay(t);
  const ada = unpaired();
  ada.auth.creds.signedIdentityKey = { ...ada.auth.creds.signedIdentityKey, private: Curve.generateKeyPair().private };
  ada.connect();
  await relay.scan(await ada.qr(), { ...ADA, restart: false });
  assert.deepEqual(takeViolations(relay), ['an unpaired client: the device signature is wrong']);
});

test('a login with another noise key than the linked one is refused', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  await ada.end();
  await relay.offline(ada.jid);
  ada.auth.creds.noiseKey = Curve.generateKeyPair();
  ada.forget();
  ada.connect();
  assert.equal(await ada.closed(), 401);
  assert.match(takeViolations(relay).join('\n'), /another noise key/);
});

test('frames arrive in pieces of one byte', async (t) => {
  const { client } = await startRelay(t, { pieces: 1 });
  await client(ADA);
});

test('stanzas arrive deflated', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  // Not from the start: Baileys inflates in the background and may miss why a connection was closed.
  relay.connectionOf(ada.jid).compress = true;
  const id = call(relay, '4915100000002', ADA.number);
  assert.equal((await ada.event('call'))[0].id, id);
});
