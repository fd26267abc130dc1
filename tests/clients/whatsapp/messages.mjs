// The way of a message from one device to all others that have to see it.
import crypto from 'node:crypto';
import { inspect } from './envelopes.mjs';
import { HIDDEN, NUMBERS, bare, isBroadcast, isGroup, isPerson, parse } from './jids.mjs';
import { bytes, child, children, node, outline } from './nodes.mjs';
import { tokenOf } from './queries/account.mjs';

export function relayMessage(relay, sender, stanza) {
  const { id, to, category } = stanza.attrs;
  if (!id || !to || !stanza.attrs.type) relay.violation(sender, `sent ${outline(stanza)}, which lacks id, to or type`);
  const message = {
    relay,
    sender,
    stanza,
    id,
    to,
    t: relay.now(),
    identity: child(stanza, 'device-identity'),
    direct: children(stanza, 'enc'),
    fanOut: children(child(stanza, 'participants'), 'to'),
    extras: children(stanza).filter(({ tag }) => ['meta', 'biz', 'bot', 'multicast', 'unavailable'].includes(tag)),
  };
  const refused = relay.options.refuseMessage?.(stanza, sender);
  if (refused) {
    acknowledge(message, { error: refused });
    return;
  }
  check(message);
  if (isGroup(to)) relayToGroup(message);
  else if (isBroadcast(to)) relayToBroadcast(message);
  else if (!isPerson(to) || !relay.directory.find(to)) acknowledge(message, { error: 404 });
  else if (message.fanOut.length === 0)
    relayToOne(message, category === 'peer' ? sender.account.phone : relay.directory.device(to));
  else relayToPerson(message);
}

// --- checking

function check(message) {
  const { relay, sender, fanOut, direct } = message;
  const identityBytes = bytes(message.identity);
  const report = (enc, target) => {
    for (const problem of inspect(enc, sender, target, identityBytes)) relay.violation(sender, problem);
  };
  const named = new Set();
  for (const to of fanOut) {
    const target = relay.directory.device(to.attrs.jid);
    const encs = children(to, 'enc');
    if (encs.length !== 1) relay.violation(sender, `sent ${encs.length} encs for ${to.attrs.jid}`);
    // Baileys does so in groups. It helps nobody and harms nobody.
    if (target === sender) relay.note(sender, 'encrypted for itself');
    if (target && named.has(target)) relay.violation(sender, `encrypted for ${target} twice`);
    named.add(target);
    // A device that is gone meanwhile is the sender's bad luck, not a mistake.
    for (const enc of encs) if (target) report(enc, target);
  }
  for (const enc of direct) report(enc, enc.attrs.type === 'skmsg' ? null : directTarget(message));
  checkToken(message);
}

// A token of the relay's making is of use with the account that gave it, and for whom it was given to.
function checkToken({ relay, sender, stanza, to }) {
  const token = bytes(stanza, 'tctoken');
  const recipient = relay.directory.find(to);
  if (!token?.toString().startsWith('token of ')) return;
  if (!recipient || !token.equals(tokenOf(recipient, sender.account)))
    relay.violation(sender, `sent ${outline(stanza)} with a token of somebody else`);
}

function directTarget({ relay, sender, stanza }) {
  if (stanza.attrs.category === 'peer') return sender.account.phone;
  return relay.directory.device(stanza.attrs.participant ?? stanza.attrs.to);
}

// --- the ways

function relayToPerson(message) {
  const { relay, sender, to } = message;
  const { server } = parse(to);
  const recipient = relay.directory.find(to);
  const everyone = [...recipient.devices.values(), ...sender.account.devices.values()];
  const expected = new Set(everyone.filter((device) => device !== sender));
  for (const [device, enc] of encryptedFor(message)) {
    expected.delete(device);
    const own = device.account === sender.account && recipient !== sender.account;
    send(message, device, own ? ownCopy(message, server, recipient, to) : incoming(message, server), [enc]);
  }
  // A sender that does not know of all devices is told so, and that its message went to the others.
  acknowledge(message, expected.size ? { phash: participantHash(everyone) } : {});
}

function relayToGroup(message) {
  const { relay, sender, to, stanza } = message;
  const group = relay.groups.find(to);
  if (!group?.members.has(sender.account)) {
    acknowledge(message, { error: 403 });
    return;
  }
  const attrs = inGroup(message, group.server);
  if (stanza.attrs.participant) {
    const device = relay.directory.device(stanza.attrs.participant);
    if (device) send(message, device, attrs, message.direct);
    acknowledge(message, { participant: stanza.attrs.participant });
    return;
  }
  const problem = (text) => relay.violation(sender, `sent ${outline(stanza)} to a group, ${text}`);
  if (message.direct.length !== 1 || message.direct[0].attrs.type !== 'skmsg') problem('without one skmsg');
  if (stanza.attrs.addressing_mode && stanza.attrs.addressing_mode !== group.addressing) {
    problem(`which is addressed by ${group.addressing}`);
  }
  const encrypted = new Map(encryptedFor(message));
  for (const account of group.members.keys()) {
    for (const device of account.devices.values()) {
      if (device === sender) continue;
      const own = encrypted.get(device);
      send(message, device, attrs, own ? [own, ...message.direct] : message.direct);
    }
  }
  acknowledge(message, {});
}

// Stories: who gets it is named in the stanza, as devices to encrypt for.
function relayToBroadcast(message) {
  const { relay, sender, to, stanza } = message;
  const attrs = {
    from: to,
    participant: sender.jid(NUMBERS),
    participant_lid: sender.account.jid(HIDDEN),
    ...common(message),
  };
  if (stanza.attrs.participant) {
    const device = relay.directory.device(stanza.attrs.participant);
    if (device) send(message, device, attrs, message.direct);
  } else {
    const encrypted = new Map(encryptedFor(message));
    const accounts = new Set([...encrypted.keys()].map((device) => device.account));
    for (const account of [...accounts, sender.account]) {
      for (const device of account.devices.values()) {
        if (device === sender) continue;
        const own = encrypted.get(device);
        send(message, device, attrs, own ? [own, ...message.direct] : message.direct);
      }
    }
  }
  acknowledge(message, {});
}

// To one device alone: what only the phone shall see, and what somebody could not read before.
function relayToOne(message, device) {
  const { relay, sender, to, stanza } = message;
  if (message.direct.length !== 1)
    relay.violation(sender, `sent ${outline(stanza)}, which has nothing encrypted in it`);
  const { server } = parse(to);
  if (!device) {
    acknowledge(message, { error: 404 });
    return;
  }
  const { recipient } = stanza.attrs;
  const known = recipient && relay.directory.find(recipient);
  send(
    message,
    device,
    known ? ownCopy(message, parse(recipient).server, known, recipient) : incoming(message, server),
    message.direct,
  );
  acknowledge(message, {});
}

function* encryptedFor({ relay, fanOut }) {
  for (const to of fanOut) {
    const device = relay.directory.device(to.attrs.jid);
    const enc = child(to, 'enc');
    if (device && enc) yield [device, enc];
  }
}

// --- what the receiver sees

function common({ stanza, sender, id, t }) {
  const { type, edit, category } = stanza.attrs;
  return { id, t, type, edit, category, notify: sender.account.name };
}

function incoming(message, server) {
  const { sender } = message;
  const alternate = sender.account.alternate(server);
  return {
    from: sender.jid(server),
    ...common(message),
    addressing_mode: server === HIDDEN ? 'lid' : 'pn',
    [server === HIDDEN ? 'sender_pn' : 'sender_lid']: alternate,
  };
}

function ownCopy(message, server, recipient, chat) {
  return {
    from: message.sender.jid(server),
    recipient: bare(chat),
    ...common(message),
    addressing_mode: server === HIDDEN ? 'lid' : 'pn',
    [server === HIDDEN ? 'peer_recipient_pn' : 'peer_recipient_lid']: recipient.alternate(server),
  };
}

function inGroup(message, server) {
  const { sender, to } = message;
  return {
    from: to,
    participant: sender.jid(server),
    ...common(message),
    addressing_mode: server === HIDDEN ? 'lid' : 'pn',
    [server === HIDDEN ? 'participant_pn' : 'participant_lid']: sender.account.alternate(server),
  };
}

function send(message, device, attrs, encs) {
  const opening = encs.some((enc) => enc.attrs.type === 'pkmsg');
  const content = [...encs, opening && message.identity, ...message.extras];
  message.relay.delivery.send(device, node('message', attrs, content));
}

function acknowledge({ relay, sender, id, to, t }, attrs) {
  sender.connection?.send(node('ack', { class: 'message', id, from: to, t, ...attrs }));
  relay.emit('message', { from: sender.jid(), to, id, ...attrs });
}

function participantHash(devices) {
  const names = devices
    .map((device) => `${device.account.number}.0:${device.id}@${NUMBERS}`)
    .sort()
    .join('');
  return `2:${crypto.createHash('sha256').update(names).digest().subarray(0, 6).toString('base64').replace(/=+$/, '')}`;
}
