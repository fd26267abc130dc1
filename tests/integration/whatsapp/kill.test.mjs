// A gateway that is killed at any moment loses nothing: no pairing, no message that came, none it said it had sent, and no
// ratchet goes back in time.
//
// WAGATE_KILLS says how often (20), WAGATE_KILL_SEED begins another row of moments.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { textOf } from '../../clients/whatsapp/client.mjs';
import { children } from '../../clients/whatsapp/nodes.mjs';
import { BUILD, launch } from '../gateway.mjs';
import { link, startAccount, whatsappConfiguration } from './account.mjs';

const KILLS = Number(process.env.WAGATE_KILLS ?? 20);
const SEED = Number(process.env.WAGATE_KILL_SEED ?? 1);
const LONGEST_LIFE_MS = 600; // online
const LONGEST_LOGIN_MS = 400; // for those that are killed while they log in
const LONGEST_START_MS = 120; // for those that do not live to see the start
const SHOP = '4915100000002';
const ADA = '4915100000001';
const BEN = '4915100000003';
const jidOf = (number) => `${number}@s.whatsapp.net`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// mulberry32: the same moments for the same seed.
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Writes "<name> 0", "<name> 1" ... until it is stopped.
function writer(name, send, gapMs) {
  const texts = [];
  let going = true;
  const done = (async () => {
    while (going) {
      const text = `${name} ${texts.length}`;
      texts.push(text);
      await send(text);
      await pause(gapMs);
    }
  })();
  return {
    texts,
    async stop() {
      going = false;
      await done;
    },
  };
}

// What was published: [{id, text}] by life of the gateway.
const livesIn = (file) =>
  readFileSync(file, 'utf8')
    .split('--- killed\n')
    .map((life) => life.split('\n').filter(Boolean).map((line) => line.split('\t')).map(([id, text]) => ({ id, text })));

test(`a gateway that is killed ${KILLS} times loses nothing`, { timeout: 60_000 + KILLS * 10_000 }, async (t) => {
  const { gateway: first, relay, events, client, directory } = await startAccount(t);
  const { jid } = await link(first, relay, events, 'shop-01', SHOP);
  const ada = await client({ number: ADA, name: 'Ada' });
  const ben = await client({ number: BEN, name: 'Ben' });
  const group = relay.groups.create(relay.account(ADA), 'Neighbours', [relay.account(SHOP), relay.account(BEN)]);
  await first.stop();

  const retries = []; // what devices asked for again
  const sends = new Map(); // how often the gateway sent a message
  relay.on('stanza', ({ from, stanza: { tag, attrs } }) => {
    if (tag === 'receipt' && attrs.type === 'retry') retries.push({ from, id: attrs.id });
    if (tag === 'message' && from === jid && attrs.device_fanout !== 'false') sends.set(attrs.id, (sends.get(attrs.id) ?? 0) + 1);
  });
  // What the gateway sends twice reaches a device once: phones know a message by its id and drop the second copy, while
  // Baileys would try to decrypt it, fail, and ask for it again.
  const passed = new Set();
  relay.intercept((stanza, device) => {
    const isAnswer = children(stanza, 'enc').some(({ attrs }) => attrs.count);
    const copy = `${device} ${stanza.attrs.id}`;
    if (isAnswer || !passed.has(copy)) {
      passed.add(copy);
      return [stanza];
    }
    return [];
  });
  const received = { ada: new Map(), ben: new Map() };
  for (const [name, map] of Object.entries(received)) {
    (name === 'ada' ? ada : ben).on('event', ({ name: event, data }) => {
      if (event !== 'messages.upsert') return;
      for (const { key, message } of data.messages) {
        const text = textOf(message);
        if (text) map.set(text, (map.get(text) ?? new Set()).add(key.id));
      }
    });
  }

  const written = path.join(directory, 'published.txt');
  const config = whatsappConfiguration(relay);
  config.plugin.push({ id: 'writes_down', file: path.join(BUILD, 'tests/fixtures/writes_down.so'), config: { path: written } });
  const gateways = [];
  const begin = () => {
    gateways.push(launch(t, { config, directory }));
    return gateways.at(-1);
  };
  let current = begin();
  current.url = await current.ready;

  // What applications send: a text counts once the gateway has answered that it is on its way.
  const promised = { ada: [], ben: [] };
  const sendOverRest = async (number, text, receivers) => {
    const gateway = current;
    if (!gateway.url) return;
    try {
      const answer = await gateway.api('POST', '/message/sendText/shop-01', { body: { number, text } });
      if (answer.status === 201 || answer.status === 200) for (const receiver of receivers) promised[receiver].push(text);
    } catch {
      // Killed before it answered: nobody was promised anything.
    }
  };
  const writers = [
    writer('direct', (text) => ada.sock.sendMessage(jidOf(SHOP), { text }), 30),
    writer('group', (text) => ben.sock.sendMessage(group.jid, { text }), 30),
    writer('rest direct', (text) => sendOverRest(ADA, text, ['ada']), 10),
    writer('rest group', (text) => sendOverRest(group.jid, text, ['ada', 'ben']), 10),
  ];
  const [direct, inGroup] = writers;

  const random = randomFrom(SEED);
  for (let kill = 0; kill < KILLS; ++kill) {
    const kind = random();
    if (kind < 0.15) {
      await pause(random() * LONGEST_START_MS);
    } else if (kind < 0.3) {
      current.url = await current.ready;
      await pause(random() * LONGEST_LOGIN_MS);
    } else {
      await relay.offline(jid);
      current.url = await current.ready;
      await relay.online(jid);
      await pause(random() * LONGEST_LIFE_MS);
    }
    await current.stop('SIGKILL');
    appendFileSync(written, '--- killed\n');
    current = begin();
  }
  current.url = await current.ready;
  await Promise.all(writers.map((each) => each.stop()));

  const published = () => new Set(livesIn(written).flat().map(({ text }) => text));
  const lacking = () => {
    const there = published();
    return [...direct.texts, ...inGroup.texts].filter((text) => !there.has(text));
  };
  const undelivered = () => Object.entries(promised).flatMap(([name, texts]) => texts.filter((text) => !received[name].has(text)).map((text) => `${text} for ${name}`));
  await current.until(() => lacking().length === 0, 'every text was published').catch((error) => {
    error.message = `not published: ${lacking().slice(0, 10)}\n${error.message}`;
    throw error;
  });
  await current.until(() => undelivered().length === 0, 'every promised text arrived').catch((error) => {
    error.message = `not delivered: ${undelivered().slice(0, 10)}\n${error.message}`;
    throw error;
  });

  // Still linked, and in step: one more each way.
  assert.equal(await current.state('shop-01'), 'open');
  assert.ok(relay.directory.device(jid), 'the device is still linked');
  await ada.sock.sendMessage(jidOf(SHOP), { text: 'the last one' });
  await ben.sock.sendMessage(group.jid, { text: 'the last one in the group' });
  await current.until(() => ['the last one', 'the last one in the group'].every((text) => published().has(text)), 'the last texts were published');
  await current.must('POST', '/message/sendText/shop-01', { body: { number: ADA, text: 'good-bye' } });
  await current.must('POST', '/message/sendText/shop-01', { body: { number: group.jid, text: 'good-bye to all' } });
  await Promise.all([ada.text('good-bye'), ada.text('good-bye to all'), ben.text('good-bye to all')]);

  const lives = livesIn(written);
  const idsOf = new Map();
  for (const { id, text } of lives.flat()) idsOf.set(text, (idsOf.get(text) ?? new Set()).add(id));
  const twofold = [...idsOf].filter(([, ids]) => ids.size > 1).map(([text]) => text);
  const again = lives.flat().length - new Set(lives.flat().map(({ id }) => id)).size;
  const repeated = new Set([...sends].filter(([, times]) => times > 1).map(([id]) => id));
  const promises = promised.ada.length + promised.ben.length;
  t.diagnostic(`${KILLS} kills: ${direct.texts.length + inGroup.texts.length} texts came, ${again} were published again after a kill; ` +
    `${promises} deliveries were promised, ${repeated.size} of ${sends.size} messages were sent again after a kill; ${relay.directory.device(jid).logins} logins`);
  assert.deepEqual(twofold, [], 'texts that became two events');
  for (const life of lives) {
    const ids = life.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, 'one life of the gateway publishes a message once');
  }
  for (const [name, map] of Object.entries(received)) {
    for (const [text, ids] of map) assert.equal(ids.size, 1, `${name} got "${text}" as ${ids.size} messages`);
  }
  assert.deepEqual(retries, [], 'messages that had to be asked for again');
  for (const gateway of gateways) assert.ok(!gateway.output.includes('could not be decrypted'), gateway.output);
});
