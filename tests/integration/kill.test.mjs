// kill -9 while everything changes at once: instances come, change and go, messages are sent, webhooks are
// tried again. What was acknowledged is there afterwards, whatever the moment.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join } from './clients.mjs';
import { configuration, launch, temporaryDirectory } from './gateway.mjs';
import { Receiver } from './receiver.mjs';

const SEEDS = process.env.WAGATE_SANITIZED ? [1] : [1, 2, 3, 4];
const SENDERS = ['shop-01', 'shop-02'];
const EVENTS = ['MESSAGES_UPSERT', 'SEND_MESSAGE', 'CALL', 'QRCODE_UPDATED', 'PRESENCE_UPDATE', 'GROUP_UPDATE'];
const SWITCHES = ['rejectCall', 'groupsIgnore', 'alwaysOnline', 'readMessages', 'readStatus', 'syncFullHistory'];

// The same numbers for the same seed, so that a failure can be had again.
function numbersOf(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

// One instance that comes, changes and goes. `known` is what was acknowledged last; `asked` is what was asked for
// and not answered: after a crash either may be so.
class Volatile {
  constructor(gateway, name, number, receiver) {
    Object.assign(this, { gateway, name, number, receiver, known: null, asked: undefined, changes: 0 });
  }

  pick(list) {
    return list.filter(() => this.number(2) === 1);
  }

  change() {
    if (!this.known) {
      const websocket = { enabled: true, events: ['CALL', ...this.pick(['QRCODE_UPDATED'])] };
      const next = { settings: null, websocket: websocket.events, webhook: null };
      return [next, 'POST', '/instance/create', { instanceName: this.name, integration: 'SIMULATOR', websocket }];
    }
    switch (this.number(8)) {
      case 0:
        return [null, 'DELETE', `/instance/delete/${this.name}`];
      case 1: case 2: case 3: {
        const settings = Object.fromEntries(SWITCHES.map((key) => [key, this.number(2) === 1]));
        return [{ ...this.known, settings }, 'POST', `/settings/set/${this.name}`, settings];
      }
      case 4: case 5: {
        const events = ['CALL', ...this.pick(EVENTS.filter((event) => event !== 'CALL'))];
        return [{ ...this.known, websocket: events }, 'POST', `/websocket/set/${this.name}`, { websocket: { enabled: true, events } }];
      }
      default: {
        const url = `${this.receiver.url}/${this.name}/${this.number(1000)}`;
        return [{ ...this.known, webhook: url }, 'POST', `/webhook/set/${this.name}`, { webhook: { enabled: true, url, events: ['CALL'] } }];
      }
    }
  }

  // Until the gateway is gone.
  async go() {
    for (;;) {
      const [next, method, target, body] = this.change();
      this.asked = next;
      try {
        await this.gateway.must(method, target, { body });
      } catch (error) {
        if (this.gateway.killed) return;
        throw error;
      }
      this.known = next;
      this.asked = undefined;
      this.changes += 1;
    }
  }

  async isIn(gateway) {
    const rows = await gateway.must('GET', '/instance/fetchInstances');
    if (!rows.some((row) => row.name === this.name)) return null;
    const find = (what) => gateway.must('GET', `/${what}/find/${this.name}`);
    const settings = await find('settings');
    return {
      settings: this.known?.settings || this.asked?.settings ? Object.fromEntries(SWITCHES.map((key) => [key, settings[key]])) : null,
      websocket: (await find('websocket')).events,
      webhook: (await find('webhook'))?.url ?? null,
    };
  }

  // Whether what is there is what was acknowledged, or what was asked for when the gateway died.
  check(found) {
    const never = Object.fromEntries(SWITCHES.map((key) => [key, false]));
    const normal = (state) => state && { ...state, settings: state.settings ?? never };
    const allowed = [this.known, ...(this.asked === undefined ? [] : [this.asked])].map((state) => JSON.stringify(normal(state)));
    assert.ok(allowed.includes(JSON.stringify(normal(found))), `${this.name} is ${JSON.stringify(found)}, allowed: ${allowed.join(' or ')}`);
  }
}

// Sends numbered messages one after another until the gateway is gone; `acknowledged` holds their ids.
async function send(gateway, name, acknowledged) {
  for (let n = 0; ; ++n) {
    try {
      const sent = await gateway.must('POST', `/message/sendText/${name}`, { body: { number: '5511970000001', text: `n${n}` } });
      acknowledged.push(sent.key.id);
    } catch (error) {
      if (gateway.killed) return;
      throw error;
    }
  }
}

const number_of = (request) => Number(request.body.data.message.conversation.slice(1));

for (const seed of SEEDS) {
  test(`kill -9 in a burst of changes, sends and retries loses nothing that was acknowledged (seed ${seed})`, async (t) => {
    const number = numbersOf(seed);
    const receiver = await Receiver.open(t);
    const retry = { initial_delay_seconds: 0.02, max_delay_seconds: 0.1, jitter_factor: 0, max_attempts: 100 };
    const options = {
      directory: temporaryDirectory(t),
      env: { WEBSOCKET_GLOBAL_EVENTS: 'true' },
      config: configuration({
        config: { api_rest: { allow_private_webhooks: true } },
        plus: [{ id: 'http_client' }, { id: 'transport_webhook', config: { allow_private: true, retry } }],
      }),
    };
    const first = launch(t, options);
    first.url = await first.ready;
    const client = await join(t, first, '/');
    for (const name of SENDERS) {
      await first.open(name);
      await first.must('POST', `/webhook/set/${name}`, { body: { webhook: { enabled: true, url: `${receiver.url}/${name}`, events: ['SEND_MESSAGE'] } } });
    }
    receiver.answer = () => (number(3) === 0 ? 200 : 503);

    // Everything at once, until the kill.
    const acknowledged = SENDERS.map(() => []);
    const instances = Array.from({ length: 6 }, (_, i) => new Volatile(first, `volatile-${i}`, numbersOf(seed * 1000 + i), receiver));
    const work = [...instances.map((one) => one.go()), ...SENDERS.map((name, i) => send(first, name, acknowledged[i]))];
    const failed = Promise.race(work.map((one) => one.then(() => new Promise(() => {}))));
    const wanted = 60 + number(120);
    const count = () => instances.reduce((sum, one) => sum + one.changes, 0);
    await Promise.race([failed, first.until(() => count() >= wanted && receiver.requests.length >= 12, 'the burst is under way')]);
    const executed = acknowledged.flat();
    const seen = () => new Set(client.all('send.message').map((envelope) => envelope.data.key.id));
    await first.until(() => executed.every((id) => seen().has(id)), 'a client has seen what was acknowledged');
    first.killed = true;
    await first.stop('SIGKILL');
    await Promise.all(work);
    t.diagnostic(`${count()} changes, ${acknowledged.flat().length} messages, ${receiver.requests.length} posts before the kill`);
    const attempted = SENDERS.map((name) => Math.max(-1, ...receiver.requests.filter((one) => one.path === `/${name}`).map(number_of)));
    receiver.answer = () => 200;

    const second = launch(t, options);
    second.url = await second.ready;
    for (const one of instances) one.check(await one.isIn(second));
    const names = (await second.must('GET', '/instance/fetchInstances')).map((row) => row.name);
    assert.deepEqual(names.filter((name) => !SENDERS.includes(name) && !instances.some((one) => one.name === name)), []);

    // The sessions are open again, and what waited in the outbox goes before what comes now.
    for (const [i, name] of SENDERS.entries()) {
      await second.until(async () => (await second.state(name)) === 'open', `${name} is open again`);
      await second.must('POST', `/message/sendText/${name}`, { body: { number: '5511970000001', text: 'n1000000' } });
      const arrived = () => receiver.accepted().filter((one) => one.path === `/${name}`).map(number_of);
      await receiver.until(() => arrived().includes(1000000), 'the last one came');
      const numbers = arrived();
      assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b), `${name}: in order`);
      const different = [...new Set(numbers)];
      // An event that was accepted just before the kill may come twice, none is left out of those on the disk.
      assert.ok(numbers.length <= different.length + 1, numbers.join());
      const waited = different.slice(0, -1);
      assert.deepEqual(waited, waited.map((_, n) => n), `${name}: none is missing`);
      assert.ok(waited.length > attempted[i], `${name}: what was tried before the kill has come: ${waited.length} > ${attempted[i]}`);
    }
  });
}
