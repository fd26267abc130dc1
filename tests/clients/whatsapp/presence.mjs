// Who is there and who is typing. Nothing of it is kept for devices that are away.
import { bare, isGroup, parse } from './jids.mjs';
import { children, node, outline } from './nodes.mjs';

export function relayPresence(relay, device, stanza) {
  const { type, name, to } = stanza.attrs;
  if (type === 'subscribe') {
    subscribe(relay, device, to);
    return;
  }
  if (name) device.account.name = name;
  if (type === undefined) return; // only a new name
  if (type !== 'available' && type !== 'unavailable') relay.violation(device, `sent ${outline(stanza)}`);
  if (type === 'available' && !name && !device.account.name) relay.violation(device, 'is available without a name');
  device.available = type === 'available';
  device.account.lastSeen = relay.now();
  tell(relay, device.account);
}

export function wentAway(relay, device) {
  if (!device.available) return;
  device.available = false;
  device.account.lastSeen = relay.now();
  tell(relay, device.account);
}

function subscribe(relay, device, to) {
  const account = relay.directory.find(to);
  if (!account) return;
  const { server } = parse(to);
  account.presenceWatchers.add({ device, server });
  if (account.lastSeen !== undefined) relay.delivery.sendIfOnline(device, presence(account, server));
}

function presence(account, server) {
  const available = [...account.devices.values()].some((device) => device.available);
  return node('presence', {
    from: account.jid(server),
    ...(available ? {} : { type: 'unavailable', last: account.lastSeen }),
  });
}

function tell(relay, account) {
  for (const { device, server } of account.presenceWatchers) {
    if (device.account !== account) relay.delivery.sendIfOnline(device, presence(account, server));
  }
}

export function relayChatState(relay, device, stanza) {
  const { to } = stanza.attrs;
  const state = children(stanza)[0];
  if (!['composing', 'paused'].includes(state?.tag)) relay.violation(device, `sent ${outline(stanza)}`);
  const group = isGroup(to) ? relay.groups.find(to) : null;
  const server = group ? group.server : parse(to)?.server;
  const accounts = group ? [...group.members.keys()] : [relay.directory.find(to)];
  const attrs = group
    ? { from: bare(to), participant: device.account.jid(server) }
    : { from: device.account.jid(server) };
  for (const account of accounts) {
    if (!account || account === device.account) continue;
    for (const target of account.devices.values())
      relay.delivery.sendIfOnline(target, node('chatstate', attrs, [state]));
  }
}
