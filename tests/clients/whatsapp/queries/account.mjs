// The small queries, of which none needs a file of its own.
import { child, children, node, text } from '../nodes.mjs';
import { HIDDEN, parse } from '../jids.mjs';
import { QueryError } from './error.mjs';

export const ping = () => undefined;
export const statistics = () => undefined;
export const clean = () => undefined;

export function passive({ relay, connection, device, what }) {
  // The answer goes out first, then what has waited.
  if (what?.tag === 'active') setImmediate(() => connection.open && relay.delivery.activate(device));
}

export function abt({ what }) {
  return [
    node(
      'props',
      { protocol: what?.attrs.protocol, ab_key: 'relay', hash: 'relay', refresh: '86400', refresh_id: '1' },
      [],
    ),
  ];
}

export function privacy({ relay, device, type, what }) {
  const { account } = device;
  if (what?.tag === 'tokens') return issueTokens(relay, account, what);
  if (type === 'set') for (const { attrs } of children(what, 'category')) account.privacy.set(attrs.name, attrs.value);
  return [
    node(
      'privacy',
      {},
      [...account.privacy].map(([name, value]) => node('category', { name, value })),
    ),
  ];
}

export const tokenOf = (account, receiver) => Buffer.from(`token of ${account.number} for ${receiver.number}`);

// A token by which the other account may write to and look at this one.
function issueTokens(relay, account, tokens) {
  for (const { attrs } of children(tokens, 'token')) {
    const receiver = relay.directory.find(attrs.jid);
    if (!receiver || receiver === account) continue;
    const { server } = parse(attrs.jid);
    const token = tokenOf(account, receiver);
    for (const device of receiver.linked()) {
      const given = node('token', { type: 'trusted_contact', t: attrs.t, jid: receiver.jid(server) }, token);
      const about = { from: account.jid(server), type: 'privacy_token', sender_lid: account.jid(HIDDEN) };
      relay.delivery.notify(device, about, node('tokens', {}, [given]));
    }
  }
}

export function blocklist({ relay, device, type, iq, what }) {
  const { account } = device;
  if (type === 'set') {
    const { jid, action } = (what?.tag === 'item' ? what : child(iq, 'item'))?.attrs ?? {};
    if (!jid) throw new QueryError(400, 'bad-request');
    if (action === 'block') account.blocked.add(jid);
    else account.blocked.delete(jid);
    for (const other of account.linked()) {
      if (other === device) continue;
      const change = node('blocklist', { action: 'modify', dhash: relay.id('dhash') }, [node('item', { jid, action })]);
      relay.delivery.notify(other, { from: account.jid(), type: 'account_sync' }, change);
    }
  }
  return [
    node(
      'list',
      { dhash: 'relay' },
      [...account.blocked].map((jid) => node('item', { jid })),
    ),
  ];
}

export function picture({ relay, device, type, iq, what }) {
  const target = iq.attrs.target ?? iq.attrs.to;
  const owner =
    relay.directory.find(target) ?? relay.groups.find(target) ?? (type === 'set' ? device.account : undefined);
  if (type === 'get') {
    if (!owner?.picture) throw new QueryError(404, 'item-not-found');
    return [
      node('picture', {
        id: owner.picture.id,
        type: what?.attrs.type,
        url: `https://${relay.mediaHost}/pictures/${owner.picture.id}`,
      }),
    ];
  }
  if (owner !== device.account && !owner.isAdmin?.(device.account)) throw new QueryError(403, 'forbidden');
  const image = what?.content;
  owner.picture = image ? { id: String(Date.now()), image: Buffer.from(image) } : null;
  tellOfPicture(relay, device.account, owner);
  return [node('picture', { id: owner.picture?.id })];
}

function tellOfPicture(relay, actor, owner) {
  const { picture: now } = owner;
  const change = (author) => node(now ? 'set' : 'delete', { id: now?.id, author, t: relay.now() });
  if (owner.members) {
    for (const account of owner.members.keys()) send(account, owner.jid, change(actor.jid(owner.server)));
  } else {
    for (const [server, watchers] of owner.watchers) {
      for (const account of watchers) send(account, owner.jid(server), change(owner.jid(server)));
    }
  }
  function send(account, from, told) {
    for (const device of account.linked()) relay.delivery.notify(device, { from, type: 'picture' }, told);
  }
}

export function status({ relay, device, type, iq }) {
  const { account } = device;
  if (type === 'get') return [node('status', {}, account.about)];
  account.about = text(iq, 'status') ?? '';
  for (const [server, watchers] of account.watchers) {
    for (const watcher of watchers) {
      for (const target of watcher.linked()) {
        if (target.account === account) continue;
        relay.delivery.notify(target, { from: account.jid(server), type: 'status' }, node('set', {}, account.about));
      }
    }
  }
  return undefined;
}

// md: a device takes itself, or another one of its account, out.
export function devices({ relay, connection, device, what }) {
  if (what?.tag !== 'remove-companion-device') throw new QueryError(501, 'feature-not-implemented');
  const target = what.attrs.all === 'true' ? null : relay.directory.device(what.attrs.jid);
  if (target && target.account !== device.account) throw new QueryError(403, 'forbidden');
  const targets = target ? [target] : device.account.linked();
  setImmediate(() => {
    for (const each of targets) if (each.account.devices.has(each.id)) relay.delivery.removeDevice(each);
    if (targets.includes(device)) connection.streamError(401, node('conflict', { type: 'device_removed' }));
  });
  return undefined;
}
