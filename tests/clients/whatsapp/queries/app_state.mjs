// w:sync:app:state: the collections of an account. What is in the patches only its devices can read.
import { proto } from 'baileys';
import { bytes, child, children, node } from '../nodes.mjs';
import { QueryError } from './error.mjs';

export const COLLECTIONS = ['critical_block', 'critical_unblock_low', 'regular_high', 'regular_low', 'regular'];

export function collectionOf(account, name) {
  if (!account.collections.has(name)) account.collections.set(name, { version: 0, patches: [], snapshot: null });
  return account.collections.get(name);
}

export function appState({ relay, device, iq }) {
  const sync = child(iq, 'sync');
  if (!sync) throw new QueryError(400, 'bad-request');
  return [
    node(
      'sync',
      {},
      children(sync, 'collection').map((asked) => answerCollection(relay, device, asked)),
    ),
  ];
}

function answerCollection(relay, device, asked) {
  const { name } = asked.attrs;
  if (!COLLECTIONS.includes(name)) relay.violation(device, `asked for the collection ${name}`);
  const collection = collectionOf(device.account, name);
  const version = Number(asked.attrs.version ?? 0);
  const patch = bytes(asked, 'patch');
  if (patch && version !== collection.version) {
    return node('collection', { name, version, type: 'error' }, [
      node('error', { code: 409, text: 'conflict' }),
      patchesSince(collection, version),
    ]);
  }
  if (patch) {
    addPatch(relay, device.account, name, patch, device);
    return node('collection', { name, version: collection.version });
  }
  if (version > collection.version)
    return node('collection', { name, version, type: 'error' }, [node('error', { code: 400, text: 'bad-request' })]);
  if (asked.attrs.return_snapshot === 'true' && collection.snapshot) {
    return node('collection', { name, version: collection.snapshot.version }, [
      node('snapshot', {}, collection.snapshot.reference),
      patchesSince(collection, collection.snapshot.version),
    ]);
  }
  return node('collection', { name, version }, [patchesSince(collection, version)]);
}

function patchesSince(collection, version) {
  const patches = collection.patches.filter((patch) => patch.version > version);
  return (
    patches.length > 0 &&
    node(
      'patches',
      {},
      patches.map((patch) => node('patch', {}, patch.bytes)),
    )
  );
}

// Appends a patch, made by a device or (when `author` is left out) by the phone, and tells the
// others. `altered` serves other bytes than the author sent.
export function addPatch(relay, account, name, patchBytes, author = null) {
  const collection = collectionOf(account, name);
  const patch = proto.SyncdPatch.decode(patchBytes);
  if (
    author &&
    !(
      patch.mutations.length &&
      patch.snapshotMac?.length === 32 &&
      patch.patchMac?.length === 32 &&
      patch.keyId?.id?.length
    )
  ) {
    relay.violation(author, `sent a patch of ${name} without mutations, MACs or key id`);
  }
  patch.version = { version: ++collection.version };
  collection.patches.push({ version: collection.version, bytes: proto.SyncdPatch.encode(patch).finish() });
  tellOfCollection(relay, account, name, author);
  relay.emit('patch', { account, name, version: collection.version, author: author?.jid() ?? account.phone.jid() });
}

export function tellOfCollection(relay, account, name, author = null) {
  const { version } = collectionOf(account, name);
  for (const device of account.devices.values()) {
    if (device === author) continue;
    relay.delivery.notify(device, { from: account.jid(), type: 'server_sync' }, node('collection', { name, version }));
  }
}
