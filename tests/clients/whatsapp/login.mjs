// A linked device comes back: what it gets before its stanzas are looked at.
import { HIDDEN, NUMBERS, SERVER, format } from './jids.mjs';
import { node } from './nodes.mjs';

export function login(relay, connection, { user, device: id }) {
  const device = relay.directory.device(format(user, NUMBERS, id));
  const failure = relay.options.loginFailure;
  if (failure) {
    const { reason, ...attrs } = typeof failure === 'object' ? failure : { reason: failure };
    connection.failure(reason, attrs);
    return;
  }
  if (!device?.noiseKey) {
    connection.failure(401);
    return;
  }
  if (!device.noiseKey.equals(connection.staticKey)) {
    relay.violation(connection, `logged in as ${device} with another noise key than it was linked with`);
    connection.failure(401);
    return;
  }
  device.connection?.refuse(node('stream:error', {}, [node('conflict', { type: 'replaced' })]));
  connection.device = device;
  device.connection = connection;
  device.logins = (device.logins ?? 0) + 1;
  device.stage = 'waiting';
  connection.send(
    node('success', {
      t: relay.now(),
      lid: device.jid(HIDDEN),
      display_name: device.account.name,
      location: 'lo',
      props: '27',
    }),
  );
  if (relay.options.edgeRouting) {
    connection.send(
      node('ib', { from: SERVER }, [node('edge_routing', {}, [node('routing_info', {}, relay.options.edgeRouting)])]),
    );
  }
  relay.emit('login', device);
}
