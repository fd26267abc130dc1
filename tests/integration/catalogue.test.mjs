// Every event of the contract arrives under its name, on the root and on the namespace of its instance.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { join, joinAlso } from './clients.mjs';
import { ROOT, start } from './gateway.mjs';

const catalogue = fs.readFileSync(path.join(ROOT, 'sdk/include/wagate/events/catalog.h'), 'utf8');
const names = [...catalogue.matchAll(/^ {2}X\(\w+, "([^"]+)", "([^"]+)"\)/gm)].map(([, wire, config]) => ({ wire, config }));

// Their `data` is not an object.
const SHAPES = { 'remove.instance': null, 'logout.instance': null, 'chats.delete': ['x@s.whatsapp.net'] };

test('every event arrives by name, with its data as it was published', async (t) => {
  assert.equal(names.length, 31);
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  await gateway.open('shop-01');
  const root = await join(t, gateway, '/');
  const one = await joinAlso(t, root, '/shop-01');
  // Reports of a session move the state of the instance, so their data has to make sense.
  const data = (wire) =>
    wire === 'connection.update' ? { instance: 'shop-01', state: 'connecting', statusReason: 200 } : SHAPES[wire] === undefined ? { probe: wire } : SHAPES[wire];

  for (const { wire } of names) await gateway.publish('shop-01', { event: wire, data: data(wire) });

  for (const { wire } of names) {
    for (const client of [root, one]) {
      const envelope = await client.event(wire, (candidate) => isDeepStrictEqual(candidate.data, data(wire)));
      assert.equal(envelope.event, wire);
    }
  }
});

test('every event can be selected by its configuration name, alone', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01');

  for (const { wire, config } of names) {
    await gateway.must('POST', '/websocket/set/shop-01', { body: { websocket: { enabled: true, events: [config] } } });
    const others = names.filter((entry) => entry.wire !== wire && entry.wire !== 'connection.update').slice(0, 3);
    for (const other of [...others, { wire }]) {
      const data = other.wire === 'connection.update' ? { instance: 'shop-01', state: 'connecting', statusReason: 200 } : SHAPES[other.wire] ?? { for: config };
      await gateway.publish('shop-01', { event: other.wire, data });
    }
    await client.event(wire);
  }
  assert.deepEqual(client.names(), names.map((entry) => entry.wire));
});
