// encrypt: the keys with which others open a session.
import crypto from 'node:crypto';
import { SERVER } from '../jids.mjs';
import { bigEndian, bytes, child, children, node, number } from '../nodes.mjs';
import { signalForm, verify } from '../xeddsa.mjs';
import { QueryError } from './error.mjs';

const FEW = 5;

export function encrypt({ relay, device, type, iq, what }) {
  if (type === 'get' && what?.tag === 'count') return [node('count', { value: device.prekeys.size })];
  if (type === 'get' && what?.tag === 'digest') return digest(device);
  if (type === 'get' && what?.tag === 'key') return handOut(relay, device, what);
  if (type === 'set' && what?.tag === 'rotate') return rotate(relay, device, child(what, 'skey'));
  if (type === 'set') return upload(relay, device, iq);
  throw new QueryError(400, 'bad-request');
}

function upload(relay, device, iq) {
  const expect = (truth, problem) => truth || relay.violation(device, `uploaded prekeys ${problem}`);
  expect(
    number(iq, 'registration') === device.registrationId && bytes(iq, 'registration').length === 4,
    'with another registration id',
  );
  expect(bytes(iq, 'type')?.equals(Buffer.from([5])), 'with another type than 5');
  expect(bytes(iq, 'identity')?.equals(device.identityKey), 'with another identity than it registered');
  const keys = children(child(iq, 'list'), 'key');
  expect(keys.length > 0, 'without any prekey');
  for (const key of keys) {
    const id = number(key, 'id');
    expect(bytes(key, 'id')?.length === 3 && id > 0, `with the id ${bytes(key, 'id')?.toString('hex')}`);
    expect(bytes(key, 'value')?.length === 32, `of which ${id} is not 32 bytes long`);
    const same = device.prekeys.get(id)?.equals(bytes(key, 'value'));
    expect(same || !device.prekeysSeen.has(id), `with the id ${id}, which it used before`);
    device.prekeysSeen.add(id);
    device.prekeys.set(id, bytes(key, 'value'));
  }
  device.askedForPrekeys = false;
  replaceSigned(relay, device, child(iq, 'skey'));
  relay.emit('prekeys', { of: device.jid(), added: keys.length });
}

function rotate(relay, device, skey) {
  replaceSigned(relay, device, skey);
}

function replaceSigned(relay, device, skey) {
  const made = { id: number(skey, 'id'), value: bytes(skey, 'value'), signature: bytes(skey, 'signature') };
  if (bytes(skey, 'id')?.length !== 3) relay.violation(device, 'the id of the signed prekey is not 3 bytes long');
  if (!made.value || !verify(device.identityKey, signalForm(made.value), made.signature)) {
    relay.violation(device, 'the signature of the signed prekey is wrong');
    throw new QueryError(406, 'not-acceptable');
  }
  device.signedPrekey = made;
  device.signedPrekeys.set(made.id, made);
}

function digest(device) {
  if (device.prekeys.size === 0) throw new QueryError(404, 'item-not-found');
  const ids = [...device.prekeys.keys()];
  const hash = crypto
    .createHash('sha1')
    .update(device.identityKey)
    .update(device.signedPrekey.value)
    .update(device.signedPrekey.signature);
  for (const value of device.prekeys.values()) hash.update(value);
  return [
    node('digest', {}, [
      ...identity(device),
      node('skey', {}, [node('id', {}, bigEndian(device.signedPrekey.id, 3))]),
      node(
        'list',
        {},
        ids.map((id) => node('id', {}, bigEndian(id, 3))),
      ),
      node('hash', {}, hash.digest()),
    ]),
  ];
}

const identity = (device) => [
  node('registration', {}, bigEndian(device.registrationId, 4)),
  node('type', {}, Buffer.from([5])),
  node('identity', {}, device.identityKey),
];

function handOut(relay, asker, what) {
  return [
    node(
      'list',
      {},
      children(what, 'user').map(({ attrs: { jid } }) => {
        const device = relay.directory.device(jid);
        if (!device) return node('user', { jid }, [node('error', { code: 404, text: 'item-not-found' })]);
        const { signedPrekey } = device;
        return node('user', { jid, t: relay.now() }, [
          ...identity(device),
          node('skey', {}, [
            node('id', {}, bigEndian(signedPrekey.id, 3)),
            node('value', {}, signedPrekey.value),
            node('signature', {}, signedPrekey.signature),
          ]),
          oneTime(relay, asker, device),
        ]);
      }),
    ),
  ];
}

// Each is given to one asker only, ever.
function oneTime(relay, asker, device) {
  const [id] = device.prekeys.keys();
  if (id === undefined) return null;
  const value = device.prekeys.get(id);
  device.prekeys.delete(id);
  device.handedOut.set(id, { to: asker });
  relay.emit('prekey', { of: device.jid(), to: asker.jid(), id });
  if (device.prekeys.size < FEW && !device.askedForPrekeys) {
    device.askedForPrekeys = true;
    askForMore(relay, device);
  }
  return node('key', {}, [node('id', {}, bigEndian(id, 3)), node('value', {}, value)]);
}

export function askForMore(relay, device) {
  relay.delivery.notify(device, { from: SERVER, type: 'encrypt' }, node('count', { value: device.prekeys.size }));
}
