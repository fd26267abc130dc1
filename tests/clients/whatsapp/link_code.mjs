// Linking by a code: the client shows eight characters, somebody types them into the phone, and
// both agree on the secret that a QR code would have carried.
import crypto from 'node:crypto';
import { Curve } from 'baileys';
import { bytes, child, node, text } from './nodes.mjs';
import { SERVER, bare, parse } from './jids.mjs';

const ALPHABET = /^[1-9A-HJ-NP-TV-Z]{8}$/;
const ROUNDS = 131_072;

const hkdf = (secret, salt, info) => Buffer.from(crypto.hkdfSync('sha256', secret, salt, info, 32));
const stretch = (code, salt) => crypto.pbkdf2Sync(code, salt, ROUNDS, 32, 'sha256');

// 32 bytes of salt, 16 of IV, then the key under AES in counter mode.
function wrap(code, key) {
  const salt = crypto.randomBytes(32);
  const iv = crypto.randomBytes(16);
  const cipher = crypto.createCipheriv('aes-256-ctr', stretch(code, salt), iv);
  return Buffer.concat([salt, iv, cipher.update(key), cipher.final()]);
}

function unwrap(code, wrapped) {
  const cipher = crypto.createDecipheriv(
    'aes-256-ctr',
    stretch(code, wrapped.subarray(0, 32)),
    wrapped.subarray(32, 48),
  );
  return Buffer.concat([cipher.update(wrapped.subarray(48)), cipher.final()]);
}

export class LinkCodes {
  #asked = new Map(); // by number: what the client sent with its hello

  constructor(relay) {
    this.relay = relay;
  }

  receive(connection, iq) {
    const stage = child(iq, 'link_code_companion_reg');
    if (stage.attrs.stage === 'companion_hello') this.#hello(connection, iq, stage);
    else if (stage.attrs.stage === 'companion_finish') this.#finish(connection, iq, stage);
    else this.relay.violation(connection, `sent the stage ${stage.attrs.stage} of linking by code`);
  }

  #hello(connection, iq, stage) {
    const { relay } = this;
    const number = parse(stage.attrs.jid)?.user;
    const wrapped = bytes(stage, 'link_code_pairing_wrapped_companion_ephemeral_pub');
    const expect = (truth, problem) => truth || relay.violation(connection, problem);
    expect(/^[1-9][0-9]{6,14}$/.test(number ?? ''), `asked for a code of the number ${number}`);
    expect(wrapped?.length === 80, 'the wrapped key is not 80 bytes long');
    expect(
      bytes(stage, 'companion_server_auth_key_pub')?.equals(connection.staticKey),
      'companion_server_auth_key_pub is not the noise key',
    );
    expect(
      /^.+ \(.+\)$/.test(text(stage, 'companion_platform_display') ?? ''),
      'the display name is not of the form Browser (OS)',
    );
    expect(text(stage, 'companion_platform_id'), 'the platform id is missing');
    expect(bytes(stage, 'link_code_pairing_nonce'), 'the nonce is missing');
    const reference = Buffer.from(`ref-${relay.id('code')}`);
    this.#asked.set(number, { connection, number, jid: bare(stage.attrs.jid), wrapped, reference });
    this.#reply(connection, iq, [
      node('link_code_companion_reg', { stage: 'companion_hello' }, [node('link_code_pairing_ref', {}, reference)]),
    ]);
    relay.emit('link code', { number, connection });
  }

  // Plays the phone. Resolves with {connection, number, advSecret} when the client finished.
  async enter(code, { number }) {
    const asked = this.#asked.get(number);
    if (!asked?.connection.open) throw new Error(`no client waits for a code of the number ${number}`);
    const key = code.replace('-', '');
    if (!ALPHABET.test(key)) throw new Error(`"${code}" is no code`);
    const { relay } = this;
    const account = relay.account(number);
    const ephemeral = Curve.generateKeyPair();
    const theirs = unwrap(key, asked.wrapped);
    const finished = new Promise((resolve, reject) => Object.assign(asked, { resolve, reject }));
    asked.connection.send(
      node('notification', { from: SERVER, type: 'link_code_companion_reg', id: relay.id('notice'), t: relay.now() }, [
        node('link_code_companion_reg', { stage: 'primary_hello' }, [
          node('link_code_pairing_ref', {}, asked.reference),
          node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, wrap(key, ephemeral.public)),
          node('primary_identity_pub', {}, account.identity.public),
        ]),
      ]),
    );
    const bundle = await finished;
    return { connection: asked.connection, number, advSecret: this.#secret(asked, account, ephemeral, theirs, bundle) };
  }

  #secret({ connection }, account, ephemeral, theirs, { sealed, identityKey }) {
    const shared = Curve.sharedKey(ephemeral.private, theirs);
    const key = hkdf(shared, sealed.subarray(0, 32), 'link_code_pairing_key_bundle_encryption_key');
    const cipher = crypto.createDecipheriv('aes-256-gcm', key, sealed.subarray(32, 44));
    cipher.setAuthTag(sealed.subarray(-16));
    const bundle = Buffer.concat([cipher.update(sealed.subarray(44, -16)), cipher.final()]);
    const [own, primary, random] = [bundle.subarray(0, 32), bundle.subarray(32, 64), bundle.subarray(64)];
    const expect = (truth, problem) => truth || this.relay.violation(connection, problem);
    expect(
      own.equals(connection.candidate.identityKey) && own.equals(identityKey),
      'the bundle has another identity than the registration',
    );
    expect(primary.equals(account.identity.public), "the bundle has another identity of the phone than the phone's");
    expect(random.length === 32, 'the random part of the bundle is not 32 bytes long');
    const both = Curve.sharedKey(account.identity.private, Buffer.from(own));
    return hkdf(Buffer.concat([shared, both, random]), Buffer.alloc(0), 'adv_secret');
  }

  #finish(connection, iq, stage) {
    const asked = [...this.#asked.values()].find((each) => each.connection === connection);
    if (!asked?.resolve || !bytes(stage, 'link_code_pairing_ref')?.equals(asked.reference)) {
      this.relay.violation(connection, 'finished linking by code with a reference that it was not given');
      return;
    }
    this.#reply(connection, iq);
    asked.resolve({
      sealed: bytes(stage, 'link_code_pairing_wrapped_key_bundle'),
      identityKey: bytes(stage, 'companion_identity_public'),
    });
  }

  #reply(connection, iq, content) {
    connection.send(node('iq', { type: 'result', id: iq.attrs.id, from: SERVER }, content));
  }
}
