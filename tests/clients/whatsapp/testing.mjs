// What a test needs: a relay, clients, and the end of both.
//
//   test('...', async (t) => {
//     const { relay, client } = await startRelay(t);
//     const ada = await client({ number: '4915100000001', name: 'Ada' });
//     ...
//   });
//
// At the end of the test everything is closed, and the test fails when a client violated the
// protocol. A test that provokes violations takes them with takeViolations(relay).
import assert from 'node:assert/strict';
import { makeClient } from './client.mjs';
import { Relay } from './relay.mjs';

export async function startRelay(t, options) {
  const relay = await Relay.start(options);
  const clients = [];
  t.after(async () => {
    await Promise.all(clients.map((each) => each.end()));
    await relay.close();
    assert.deepEqual(relay.violations, [], 'what clients did wrong');
  });
  // A client that is not connected yet.
  const unpaired = (config) => {
    clients.push(makeClient(relay, config));
    return clients.at(-1);
  };
  const client = (options_, config) => unpaired(config).pair(options_);
  return { relay, client, unpaired };
}

export const takeViolations = (relay) => relay.violations.splice(0);
