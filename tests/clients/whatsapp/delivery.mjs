// Getting stanzas to devices: now when they are connected, later when they are away, and again
// until they acknowledged them. Also who is told when an account's devices change.
import { keyIndexList } from './adv.mjs';
import { HIDDEN, NUMBERS, SERVER, format } from './jids.mjs';
import { child, node, outline } from './nodes.mjs';

export class Delivery {
  constructor(relay) {
    this.relay = relay;
    this.interceptors = new Set();
  }

  // Keeps the stanza until `device` acknowledged it. The phone keeps nothing: a test that plays it
  // listens to `phone`.
  send(device, stanza) {
    if (device.id === 0) {
      this.relay.emit('phone', { device, stanza });
      return;
    }
    for (const each of this.#changed(device, stanza)) {
      const entry = device.outbox.add(each);
      if (device.stage === 'live' && device.connection) this.#transmit(device, entry);
    }
  }

  #changed(device, stanza) {
    let stanzas = [stanza];
    if (stanza.tag !== 'message') return stanzas;
    for (const change of this.interceptors) stanzas = stanzas.flatMap((each) => change(each, device) ?? []);
    return stanzas;
  }

  // Tells a device of something. `attrs` names at least from and type.
  notify(device, attrs, ...content) {
    this.send(device, node('notification', { id: this.relay.id('notice'), t: this.relay.now(), ...attrs }, content));
  }

  // For what is of no use later: presence and typing.
  sendIfOnline(device, stanza) {
    if (device.stage === 'live') device.connection?.send(stanza);
  }

  #transmit(device, entry, offline = undefined) {
    entry.sentOn = device.connection;
    const { tag, attrs, content } = entry.stanza;
    device.connection.send(
      offline === undefined ? entry.stanza : { tag, attrs: { ...attrs, offline: String(offline) }, content },
    );
  }

  // --- catching up after a login

  // The client said that it is ready.
  activate(device) {
    if (device.stage !== 'waiting') return;
    device.stage = 'catching up';
    device.caughtUp = 0;
    this.#offer(device);
  }

  information(device, stanza) {
    const batch = child(stanza, 'offline_batch');
    if (!batch) return; // telemetry
    const count = Number(batch.attrs.count);
    if (!(count > 0)) this.relay.violation(device, `asked for an offline batch of ${batch.attrs.count}`);
    if (device.stage === 'catching up') this.#batch(device, count);
  }

  #left(device) {
    return device.outbox.all().filter((entry) => entry.sentOn !== device.connection);
  }

  #offer(device) {
    const left = this.#left(device);
    if (left.length === 0) {
      device.stage = 'live';
      device.connection.send(node('ib', { from: SERVER }, [node('offline', { count: device.caughtUp })]));
      this.relay.emit('live', device);
      return;
    }
    const count = (tag) => left.filter(({ stanza }) => stanza.tag === tag).length;
    device.connection.send(
      node('ib', { from: SERVER }, [
        node('offline_preview', {
          count: left.length,
          message: count('message'),
          receipt: count('receipt'),
          notification: count('notification'),
          call: count('call'),
          appdata: 0,
        }),
      ]),
    );
    if (!this.relay.options.waitForBatch) this.#batch(device, Infinity);
  }

  #batch(device, count) {
    for (const entry of this.#left(device).slice(0, count)) this.#transmit(device, entry, device.caughtUp++);
    this.#offer(device);
  }

  // --- devices that come and go

  addDevice(device) {
    device.account.devices.set(device.id, device);
    this.#announce(device, 'add');
  }

  removeDevice(device) {
    if (!device || device.id === 0) throw new Error('only a linked device can be removed');
    device.account.devices.delete(device.id);
    device.noiseKey = null;
    this.#announce(device, 'remove');
    this.relay.emit('removed', device);
  }

  #announce(device, change) {
    const { account } = device;
    for (const [server, watchers] of account.watchers) {
      const changed = node(change, { device_hash: '2:relay' }, [
        node('device', { jid: format(account.user(server), server, device.id), 'key-index': device.keyIndex }),
        node('key-index-list', { ts: this.relay.now() }, keyIndexList(account)),
      ]);
      for (const watcher of watchers)
        this.#tellOf(
          device,
          watcher,
          { type: 'devices', from: account.jid(server), lid: account.jid(HIDDEN) },
          changed,
        );
    }
    this.#tellOf(
      device,
      account,
      { type: 'account_sync', from: account.jid() },
      node('devices', { dhash: '2:relay' }, [
        ...[...account.devices.values()].map(({ id, keyIndex }) =>
          node('device', { jid: format(account.number, NUMBERS, id), 'key-index': id ? keyIndex : undefined }),
        ),
        node('key-index-list', { ts: this.relay.now() }, keyIndexList(account)),
      ]),
    );
  }

  #tellOf(changed, account, attrs, content) {
    for (const target of account.linked()) if (target !== changed) this.notify(target, attrs, content);
  }

  // --- acknowledgements

  settle(device, kind, stanza, matches) {
    const outcome = device.outbox.settle(kind, stanza.attrs.id, matches);
    if (outcome === 'unknown')
      this.relay.violation(device, `acknowledged with ${outline(stanza)} what it was never sent`);
    this.relay.emit('settled', { device, kind, id: stanza.attrs.id });
  }

  // Resolves when `device` has acknowledged everything.
  async settled(device) {
    while (device.outbox.size > 0) await new Promise((resolve) => this.relay.once('settled', resolve));
  }
}
