// Signal as npm's libsignal and Baileys do it, driven by interoperation_test.cc: one JSON request a line on standard
// input, one JSON answer a line on standard output. Bytes travel as base64.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = process.argv[2];
const require = createRequire(path.join(modules, 'here.js'));
const libsignal = require('libsignal');
const { GroupCipher, GroupSessionBuilder, SenderKeyDistributionMessage } = await import(
  pathToFileURL(path.join(modules, 'baileys/lib/Signal/Group/index.js'))
);
const { SenderKeyRecord } = await import(pathToFileURL(path.join(modules, 'baileys/lib/Signal/Group/sender-key-record.js')));
const { SenderKeyName } = await import(pathToFileURL(path.join(modules, 'baileys/lib/Signal/Group/sender-key-name.js')));

// libsignal writes about closed sessions to the console; the answers go there.
console.log = console.info = console.warn = console.error = () => {};

const bytes = (text) => Buffer.from(text, 'base64');
const text = (data) => Buffer.from(data).toString('base64');
const address = (name) => new libsignal.ProtocolAddress(name, 0);

class Party {
  constructor() {
    this.identity = libsignal.keyhelper.generateIdentityKeyPair();
    this.registrationId = libsignal.keyhelper.generateRegistrationId();
    this.signed = libsignal.keyhelper.generateSignedPreKey(this.identity, 7);
    this.prekeys = new Map([1, 2, 3].map((id) => [id, libsignal.keyhelper.generatePreKey(id).keyPair]));
    this.sessions = new Map();
    this.senderKeys = new Map();
  }

  async loadSession(id) {
    return this.sessions.has(id) ? libsignal.SessionRecord.deserialize(this.sessions.get(id)) : undefined;
  }
  async storeSession(id, session) {
    this.sessions.set(id, session.serialize());
  }
  isTrustedIdentity() {
    return true;
  }
  async loadPreKey(id) {
    return this.prekeys.get(id);
  }
  removePreKey(id) {
    this.prekeys.delete(id);
  }
  loadSignedPreKey() {
    return this.signed.keyPair;
  }
  getOurRegistrationId() {
    return this.registrationId;
  }
  getOurIdentity() {
    return this.identity;
  }
  async loadSenderKey(name) {
    return this.senderKeys.get(name.toString()) ?? new SenderKeyRecord();
  }
  async storeSenderKey(name, record) {
    this.senderKeys.set(name.toString(), record);
  }
}

let party = new Party();

const operations = {
  reset() {
    party = new Party();
    return {};
  },
  bundle({ prekey }) {
    return {
      registration_id: party.registrationId,
      identity: text(party.identity.pubKey),
      signed_id: party.signed.keyId,
      signed_key: text(party.signed.keyPair.pubKey),
      signature: text(party.signed.signature),
      prekey_id: prekey,
      prekey: text(party.prekeys.get(prekey).pubKey),
    };
  },
  async open({ peer, bundle }) {
    await new libsignal.SessionBuilder(party, address(peer)).initOutgoing({
      registrationId: bundle.registration_id,
      identityKey: bytes(bundle.identity),
      signedPreKey: { keyId: bundle.signed_id, publicKey: bytes(bundle.signed_key), signature: bytes(bundle.signature) },
      preKey: { keyId: bundle.prekey_id, publicKey: bytes(bundle.prekey) },
    });
    return {};
  },
  async encrypt({ peer, plain }) {
    const sealed = await new libsignal.SessionCipher(party, address(peer)).encrypt(bytes(plain));
    return { kind: sealed.type === 3 ? 'pkmsg' : 'msg', body: text(Buffer.from(sealed.body, 'binary')) };
  },
  async decrypt({ peer, kind, body }) {
    const cipher = new libsignal.SessionCipher(party, address(peer));
    const plain = kind === 'pkmsg' ? await cipher.decryptPreKeyWhisperMessage(bytes(body)) : await cipher.decryptWhisperMessage(bytes(body));
    return { plain: text(plain) };
  },
  async distribution({ group, sender }) {
    const told = await new GroupSessionBuilder(party).create(new SenderKeyName(group, address(sender)));
    return { body: text(told.serialize()) };
  },
  async learn({ group, sender, body }) {
    const told = new SenderKeyDistributionMessage(null, null, null, null, bytes(body));
    await new GroupSessionBuilder(party).process(new SenderKeyName(group, address(sender)), told);
    return {};
  },
  async group_encrypt({ group, sender, plain }) {
    return { body: text(await new GroupCipher(party, new SenderKeyName(group, address(sender))).encrypt(bytes(plain))) };
  },
  async group_decrypt({ group, sender, body }) {
    return { plain: text(await new GroupCipher(party, new SenderKeyName(group, address(sender))).decrypt(bytes(body))) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = await operations[request.op](request);
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
