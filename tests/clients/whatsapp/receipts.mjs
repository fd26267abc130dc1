// Receipts, which tell the sender and the own other devices what became of a message, and acks.
import { bare, isBroadcast, isGroup, isPerson, parse } from './jids.mjs';
import { bytes, child, children, node, number, outline } from './nodes.mjs';
import { signalForm, verify } from './xeddsa.mjs';

const TYPES = [
  undefined,
  'read',
  'read-self',
  'played',
  'played-self',
  'sender',
  'inactive',
  'retry',
  'server-error',
  'peer_msg',
  'hist_sync',
];
const TO_THE_PHONE = ['peer_msg', 'hist_sync', 'server-error'];

export function relayReceipt(relay, device, stanza) {
  const { id, to, type } = stanza.attrs;
  if (!id || !to) relay.violation(device, `sent ${outline(stanza)}, which lacks id or to`);
  if (!TYPES.includes(type)) relay.violation(device, `sent a receipt of the type ${type}`);
  if (type === 'retry') checkRetry(relay, device, stanza);
  else settleMessages(relay, device, stanza);
  device.connection?.send(node('ack', { class: 'receipt', id, from: to, type, t: relay.now() }));
  if (TO_THE_PHONE.includes(type))
    relay.delivery.send(device.account.phone, forward(relay, device, stanza, parse(to)?.server));
  else if (isGroup(to) || isBroadcast(to)) relayInGroup(relay, device, stanza);
  else if (isPerson(to)) relayToPerson(relay, device, stanza);
}

export function settleAck(relay, device, stanza) {
  const { class: kind, to } = stanza.attrs;
  relay.delivery.settle(device, kind, stanza, (sent) => sameChat(relay, sent.attrs.from, to));
}

function sameChat(relay, one, other) {
  if (bare(one) === bare(other)) return true;
  const account = relay.directory.find(one);
  return account !== undefined && account === relay.directory.find(other);
}

// A receipt of any kind says that the message arrived. "read" may come long after that.
function settleMessages(relay, device, { attrs, content }) {
  const ids = [attrs.id, ...children(child({ content }, 'list'), 'item').map((item) => item.attrs.id)];
  for (const id of ids) {
    device.outbox.settle('message', id, (sent) => {
      const chat = sent.attrs.recipient ?? sent.attrs.from;
      return [attrs.to, attrs.recipient].some(
        (named) => named && (sameChat(relay, chat, named) || sameChat(relay, sent.attrs.from, named)),
      );
    });
    relay.emit('settled', { device, kind: 'message', id });
  }
}

function forward(relay, device, stanza, server, attrs = {}) {
  const { id, type } = stanza.attrs;
  return node('receipt', { from: device.jid(server), id, type, t: relay.now(), ...attrs }, stanza.content);
}

function relayToPerson(relay, device, stanza) {
  const { to, type, recipient } = stanza.attrs;
  const { server } = parse(to);
  const account = relay.directory.find(to);
  if (!account) return;
  if (type === 'retry') {
    const target = relay.directory.device(to);
    if (target) relay.delivery.send(target, forward(relay, device, stanza, server, { recipient }));
    return;
  }
  // Others hear that it came; the own devices hear also what was read, and in which chat.
  const own = account === device.account;
  for (const target of account.devices.values()) {
    if (target !== device)
      relay.delivery.send(target, forward(relay, device, stanza, server, own ? { recipient } : {}));
  }
  if (!own && ['read', 'played'].includes(type)) {
    for (const target of device.account.devices.values()) {
      if (target !== device)
        relay.delivery.send(target, forward(relay, device, stanza, server, { recipient: bare(to) }));
    }
  }
}

function relayInGroup(relay, device, stanza) {
  const { to, participant, type } = stanza.attrs;
  const account = relay.directory.find(participant);
  if (!account) {
    relay.violation(device, `sent ${outline(stanza)}, which names no participant that is known`);
    return;
  }
  const { server } = parse(participant);
  const answer = forward(relay, device, stanza, server, { from: to, participant: device.jid(server) });
  const targets = type === 'retry' ? [relay.directory.device(participant)] : [...account.devices.values()];
  for (const target of targets) if (target && target !== device) relay.delivery.send(target, answer);
}

// A retry may bring keys for a new session, and then they have to be good ones.
function checkRetry(relay, device, stanza) {
  const expect = (truth, problem) => truth || relay.violation(device, `a retry receipt ${problem}`);
  const retry = child(stanza, 'retry');
  expect(retry?.attrs.id === stanza.attrs.id, 'has no <retry> with the id of the message');
  expect(Number(retry?.attrs.count) >= 1 && Number(retry?.attrs.count) <= 5, `counts ${retry?.attrs.count}`);
  expect(number(stanza, 'registration') === device.registrationId, 'has another registration id');
  const keys = child(stanza, 'keys');
  if (!keys) return;
  expect(bytes(keys, 'identity')?.equals(device.identityKey), 'has another identity');
  expect(bytes(keys, 'type')?.equals(Buffer.from([5])), 'has another key type');
  expect(child(keys, 'device-identity'), 'has keys without a device-identity');
  expect(
    verify(
      device.identityKey,
      signalForm(bytes(keys, 'skey', 'value') ?? Buffer.alloc(0)),
      bytes(keys, 'skey', 'signature'),
    ),
    'has a wrong signature of the signed prekey',
  );
  const id = number(keys, 'key', 'id');
  const asked = relay.directory.device(stanza.attrs.participant ?? stanza.attrs.to);
  if (id) device.handedOut.set(id, { to: asked });
}
