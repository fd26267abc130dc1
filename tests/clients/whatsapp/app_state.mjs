// The app state of an account as its devices see it: mutations under a key that only they have, in
// patches and snapshots that prove that nothing was left out. Written from the protocol and strict,
// so that it can judge what clients send.
import crypto from 'node:crypto';
import { proto } from 'baileys';

const NOTHING = Buffer.alloc(0);
const { SET, REMOVE } = proto.SyncdMutation.SyncdOperation;

// Each of them has to be refused by a client.
export const PATCH_FAULTS = [
  'wrong patch mac',
  'wrong snapshot mac',
  'wrong value mac',
  'wrong index mac',
  'unknown key',
];

const hmac = (key, ...parts) => crypto.createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const equal = (one, other) => Buffer.from(one ?? []).equals(Buffer.from(other ?? []));

function expand(secret, info, length) {
  return Buffer.from(crypto.hkdfSync('sha256', secret, NOTHING, info, length));
}

function int8(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export class SyncKey {
  constructor(number = 1) {
    this.id = Buffer.concat([Buffer.alloc(2), crypto.randomBytes(3), Buffer.from([number])]);
    this.data = crypto.randomBytes(32);
    const all = expand(this.data, 'WhatsApp Mutation Keys', 160);
    [this.index, this.encryption, this.valueMac, this.snapshotMac, this.patchMac] = [0, 1, 2, 3, 4].map((at) =>
      all.subarray(at * 32, at * 32 + 32),
    );
  }
}

function valueMac(key, operation, blob) {
  const associated = Buffer.concat([Buffer.from([operation + 1]), key.id]);
  return crypto
    .createHmac('sha512', key.valueMac)
    .update(Buffer.concat([associated, blob, int8(associated.length)]))
    .digest()
    .subarray(0, 32);
}

function seal(key, { operation = SET, index, value = {}, version = 1 }, fault) {
  const indexBytes = Buffer.from(JSON.stringify(index));
  const plain = proto.SyncActionData.encode({
    index: indexBytes,
    value: { timestamp: Date.now(), ...value },
    padding: NOTHING,
    version,
  }).finish();
  const iv = crypto.randomBytes(16);
  const cipher = crypto.createCipheriv('aes-256-cbc', key.encryption, iv);
  const blob = Buffer.concat([iv, cipher.update(plain), cipher.final()]);
  const mac = fault === 'wrong value mac' ? crypto.randomBytes(32) : valueMac(key, operation, blob);
  const indexMac = fault === 'wrong index mac' ? crypto.randomBytes(32) : hmac(key.index, indexBytes);
  return {
    operation,
    record: { index: { blob: indexMac }, value: { blob: Buffer.concat([blob, mac]) }, keyId: { id: key.id } },
  };
}

function open(key, { operation, record }) {
  const blob = Buffer.from(record.value.blob);
  const [sealed, mac] = [blob.subarray(0, -32), blob.subarray(-32)];
  if (!equal(mac, valueMac(key, operation ?? SET, sealed))) throw new Error('the MAC of a value is wrong');
  const cipher = crypto.createDecipheriv('aes-256-cbc', key.encryption, sealed.subarray(0, 16));
  const data = proto.SyncActionData.decode(Buffer.concat([cipher.update(sealed.subarray(16)), cipher.final()]));
  if (!equal(record.index.blob, hmac(key.index, Buffer.from(data.index))))
    throw new Error('the MAC of an index is wrong');
  return { operation: operation ?? SET, index: JSON.parse(Buffer.from(data.index).toString()), value: data.value };
}

// One collection: what its hash covers, and the records for a snapshot.
export class Collection {
  constructor(name) {
    this.name = name;
    this.version = 0;
    this.hash = Buffer.alloc(128);
    this.records = new Map(); // by index MAC, base64
  }

  #mix(value, sign) {
    const words = expand(value, 'WhatsApp Patch Integrity', 128);
    for (let at = 0; at < 128; at += 2)
      this.hash.writeUInt16LE((this.hash.readUInt16LE(at) + sign * words.readUInt16LE(at) + 0x10000) & 0xffff, at);
  }

  #apply({ operation, record }) {
    const index = Buffer.from(record.index.blob).toString('base64');
    const before = this.records.get(index);
    if (before) this.#mix(Buffer.from(before.value.blob).subarray(-32), -1);
    if (operation === REMOVE) this.records.delete(index);
    else {
      this.#mix(Buffer.from(record.value.blob).subarray(-32), 1);
      this.records.set(index, record);
    }
  }

  #snapshotMac(key) {
    return hmac(key.snapshotMac, this.hash, int8(this.version), Buffer.from(this.name));
  }

  #patchMac(key, snapshotMac, mutations) {
    const macs = mutations.map(({ record }) => Buffer.from(record.value.blob).subarray(-32));
    return hmac(key.patchMac, snapshotMac, ...macs, int8(this.version), Buffer.from(this.name));
  }

  // The next patch with these changes: {index, value, operation, version}. A faulty one leaves the collection as
  // it was. `external` is given the bytes of the mutations and returns the reference to them.
  patch(key, changes, { fault = null, external = null } = {}) {
    const before = { version: this.version, hash: Buffer.from(this.hash), records: new Map(this.records) };
    const mutations = changes.map((change) => seal(key, change, fault));
    for (const mutation of mutations) this.#apply(mutation);
    this.version += 1;
    const snapshotMac = fault === 'wrong snapshot mac' ? crypto.randomBytes(32) : this.#snapshotMac(key);
    const patch = {
      version: { version: this.version },
      keyId: { id: fault === 'unknown key' ? crypto.randomBytes(6) : key.id },
      snapshotMac,
      patchMac: fault === 'wrong patch mac' ? crypto.randomBytes(32) : this.#patchMac(key, snapshotMac, mutations),
      ...(external
        ? { externalMutations: external(proto.SyncdMutations.encode({ mutations }).finish()) }
        : { mutations }),
    };
    if (fault === 'unknown key') for (const { record } of mutations) record.keyId = patch.keyId;
    if (fault) Object.assign(this, before);
    return proto.SyncdPatch.encode(patch).finish();
  }

  snapshot(key, { fault = null } = {}) {
    return proto.SyncdSnapshot.encode({
      version: { version: this.version },
      records: [...this.records.values()],
      keyId: { id: key.id },
      mac: fault ? crypto.randomBytes(32) : this.#snapshotMac(key),
    }).finish();
  }

  // Takes in a patch that somebody else made and returns its changes. Throws when anything does not fit.
  read(bytes, keyOf) {
    const patch = proto.SyncdPatch.decode(bytes);
    const key = keyOf(Buffer.from(patch.keyId?.id ?? []));
    if (!key) throw new Error('a patch is under a key that was never shared');
    const changes = patch.mutations.map((mutation) => open(keyOf(Buffer.from(mutation.record.keyId.id)), mutation));
    for (const mutation of patch.mutations) this.#apply(mutation);
    this.version += 1;
    if (Number(patch.version?.version) !== this.version)
      throw new Error(`a patch has the version ${patch.version?.version}, not ${this.version}`);
    if (!equal(patch.snapshotMac, this.#snapshotMac(key))) throw new Error('the snapshot MAC of a patch is wrong');
    if (!equal(patch.patchMac, this.#patchMac(key, Buffer.from(patch.snapshotMac), patch.mutations)))
      throw new Error('the patch MAC of a patch is wrong');
    return changes;
  }
}

export { REMOVE, SET };
