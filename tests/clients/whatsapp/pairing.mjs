// Linking a device, with the relay on both other ends: the server that hands out references, and
// the phone that scans a QR code or has a code typed into it.
import crypto from 'node:crypto';
import { Device } from './accounts.mjs';
import { checkAnswer, makeIdentity } from './adv.mjs';
import { HIDDEN, SERVER } from './jids.mjs';
import { LinkCodes } from './link_code.mjs';
import { bytes, child, node, outline } from './nodes.mjs';

const LINK = 'https://wa.me/settings/linked_devices#';

export class Pairing {
  #references = new Map();

  constructor(relay) {
    this.relay = relay;
    this.codes = new LinkCodes(relay);
  }

  // A client registered: it gets references to show.
  async begin(connection, candidate) {
    connection.candidate = candidate;
    this.relay.emit('registration', connection);
    await this.offer(connection);
  }

  // Hands out references; again, they replace the ones before.
  async offer(connection) {
    for (const [reference, owner] of this.#references) if (owner === connection) this.#references.delete(reference);
    const references = Array.from(
      { length: this.relay.options.refs },
      () => `2@${crypto.randomBytes(36).toString('base64url')}`,
    );
    for (const reference of references) this.#references.set(reference, connection);
    try {
      const answer = await this.relay.query(connection, { type: 'set', xmlns: 'md' }, [
        node(
          'pair-device',
          {},
          references.map((reference) => node('ref', {}, reference)),
        ),
      ]);
      if (answer.attrs.type !== 'result')
        this.relay.violation(connection, `answered pair-device with ${outline(answer)}`);
    } catch {
      // Left before it answered: its right.
    }
  }

  // Stanzas of a client that is not linked yet.
  receive(connection, stanza) {
    const { tag, attrs } = stanza;
    if (tag === 'ib' || tag === 'presence') return;
    if (tag === 'iq' && attrs.xmlns === 'w:p')
      connection.send(node('iq', { type: 'result', id: attrs.id, from: SERVER }));
    else if (tag === 'iq' && child(stanza, 'link_code_companion_reg')) this.codes.receive(connection, stanza);
    else if (tag === 'ack' && attrs.class === 'notification') return;
    else this.relay.violation(connection, `sent ${outline(stanza)} before it was linked`);
  }

  // Plays the phone of `number` before which the client holds this QR text. Resolves with {account,
  // device, jid} when the client proved its identity and was told to reconnect; rejects when the
  // client refused. Options: number, name, platform, business, fault (see adv.mjs), hosted, restart (send 515).
  async scan(qrText, options) {
    const plain = qrText.startsWith(LINK) ? qrText.slice(LINK.length) : qrText;
    const parts = plain.split(',');
    if (parts.length !== 4 && parts.length !== 5) throw new Error(`the QR text has ${parts.length} parts, not five`);
    const [reference, ...keys] = parts;
    const [noiseKey, identityKey, advSecret] = keys.slice(0, 3).map((part) => {
      const raw = Buffer.from(part, 'base64');
      if (raw.length !== 32 || raw.toString('base64') !== part)
        throw new Error('the QR text has a key that is not 32 bytes of base64');
      return raw;
    });
    const connection = this.#references.get(reference);
    if (!connection?.open) throw new Error('the QR text has a reference that is not valid (any more)');
    if (!connection.staticKey.equals(noiseKey))
      throw new Error('the QR text has another noise key than the connection');
    if (!connection.candidate.identityKey.equals(identityKey))
      throw new Error('the QR text has another identity than the registration');
    return this.link(connection, { ...options, advSecret });
  }

  // Plays the phone into which somebody types the code that a client shows.
  async enterLinkCode(code, options) {
    const { connection, number, advSecret } = await this.codes.enter(code, options);
    return this.link(connection, { number, ...options, advSecret });
  }

  async link(
    connection,
    {
      number,
      name,
      lid,
      platform = 'android',
      business,
      advSecret,
      hosted = false,
      restart = true,
      fault = this.relay.options.identityFault,
    },
  ) {
    const { relay } = this;
    const account = relay.account(number, { name, lid });
    const { registrationId, identityKey, signedPrekey } = connection.candidate;
    const device = new Device(account, account.nextDevice++, ++account.keyIndex);
    Object.assign(device, {
      registrationId,
      identityKey,
      signedPrekey,
      signedPrekeys: new Map([[signedPrekey.id, signedPrekey]]),
    });
    const made = makeIdentity(account, { identityKey, advSecret, keyIndex: device.keyIndex, fault, hosted });
    const answer = await relay.query(connection, { type: 'set', xmlns: 'md', t: relay.now() }, [
      node('pair-success', {}, [
        node('device-identity', {}, made.bytes),
        node('device', { jid: device.jid(), lid: device.jid(HIDDEN) }),
        node('platform', { name: platform }),
        business && node('biz', { name: business }),
      ]),
    ]);
    if (answer.attrs.type === 'error') {
      const { code, text } = child(answer, 'error')?.attrs ?? {};
      throw Object.assign(new Error(`the client refused to be linked: ${code} ${text}`), { code: Number(code), text });
    }
    if (fault) relay.violation(connection, `accepted to be linked although there was a ${fault}`);
    for (const problem of this.#problems(account, device, made, answer)) relay.violation(connection, problem);
    device.noiseKey = connection.staticKey;
    relay.delivery.addDevice(device);
    relay.emit('linked', device);
    if (restart) connection.streamError(515);
    return { account, device, jid: device.jid() };
  }

  #problems(account, device, made, answer) {
    const identity = child(answer, 'pair-device-sign', 'device-identity');
    if (!identity) return [`answered pair-success with ${outline(answer)}`];
    const problems = checkAnswer(account, made, bytes(identity));
    if (identity.attrs['key-index'] !== String(device.keyIndex))
      problems.push(`the key-index is ${identity.attrs['key-index']}, not ${device.keyIndex}`);
    return problems;
  }
}
