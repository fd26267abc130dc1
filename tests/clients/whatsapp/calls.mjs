// Calls: only their signalling, from device to device.
import { NUMBERS, parse } from './jids.mjs';
import { children, node, outline } from './nodes.mjs';

export function relayCall(relay, device, stanza) {
  const { id, to } = stanza.attrs;
  const [action] = children(stanza);
  const account = relay.directory.find(to);
  if (!id || !action?.attrs['call-id']) relay.violation(device, `sent ${outline(stanza)}, which lacks id or call-id`);
  device.connection?.send(node('ack', { class: 'call', id, from: to, type: action?.tag }));
  if (!account) return;
  const { server } = parse(to);
  for (const target of account.devices.values()) {
    relay.delivery.send(
      target,
      node('call', { from: device.jid(server), id: relay.id('call'), t: relay.now() }, [action]),
    );
  }
}

// The phone of `from` calls `to`; both are numbers. Returns the call id. Options: action (offer, terminate, ...),
// callId, video, reason, attrs.
export function call(relay, from, to, options = {}) {
  const { action = 'offer', callId = relay.id('CALL'), video = false, reason, attrs = {} } = options;
  const caller = relay.account(from).jid(NUMBERS);
  const media = action === 'offer' ? [node(video ? 'video' : 'audio')] : undefined;
  const told = node(action, { 'call-id': callId, 'call-creator': caller, reason, ...attrs }, media);
  for (const target of relay.account(to).linked()) {
    const about = { from: caller, id: relay.id('call'), t: relay.now(), platform: 'android', version: '2.26.1' };
    relay.delivery.send(target, node('call', about, [told]));
  }
  return callId;
}
