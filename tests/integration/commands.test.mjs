// sendNode: from a client to the session of an instance, and the answer back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, rawSession } from './clients.mjs';
import { start } from './gateway.mjs';

const stanza = { tag: 'probe', attrs: { type: 'available', name: 'Shop' } };
// Without those that the simulated phone wrote by itself while it opened.
const stanzas = async (gateway, name) => (await gateway.stanzas(name)).filter((node) => PROBES.has(node.tag));
const PROBES = new Set(['probe', 'call']);

test('a stanza from the root namespace arrives at the session', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/');

  const [answer] = await client.ask('sendNode', { instanceId: 'shop-01', stanza });

  assert.deepEqual(answer, { ok: true });
  const received = await stanzas(gateway, 'shop-01');
  assert.deepEqual(received, [stanza]);
});

test('a stanza from the namespace of the instance needs no name', async (t) => {
  const gateway = await start(t);
  const { token, id } = await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01', { key: token });

  assert.deepEqual(await client.ask('sendNode', { stanza }), [{ ok: true }]);
  assert.deepEqual(await client.ask('sendNode', { instanceId: 'shop-01', stanza }), [{ ok: true }]);
  assert.deepEqual(await client.ask('sendNode', { instanceId: id, stanza }), [{ ok: true }], 'the id is as good as the name');
  assert.equal((await stanzas(gateway, 'shop-01')).length, 3);
});

test('bytes in a stanza arrive as bytes, over websocket and over polling', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const node = { tag: 'call', attrs: { to: 'a' }, content: [{ tag: 'enc', attrs: { v: '2' }, content: Buffer.from([0, 1, 254, 255]) }] };

  for (const transports of [['websocket'], ['polling']]) {
    const client = await join(t, gateway, '/', { transports });
    assert.deepEqual(await client.ask('sendNode', { instanceId: 'shop-01', stanza: node }), [{ ok: true }]);
  }

  const received = await stanzas(gateway, 'shop-01');
  assert.equal(received.length, 2);
  for (const one of received) assert.ok(JSON.stringify(one).includes('AAH+/w=='), JSON.stringify(one));
});

test('a foreign instance is refused, and nothing reaches it', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const other = await gateway.open('shop-02');
  const client = await join(t, gateway, '/', { key: other.token });

  const [answer] = await client.ask('sendNode', { instanceId: 'shop-01', stanza });

  assert.equal(answer.ok, false);
  assert.match(answer.error, /^(unauthorized|not_found)$/);
  assert.equal((await stanzas(gateway, 'shop-01')).length, 0);
});

test('a refusal says why', async (t) => {
  const gateway = await start(t);
  await gateway.create('closed');
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/');
  const error = async (payload) => (await client.ask('sendNode', payload))[0].error;

  assert.equal(await error({ instanceId: 'nobody', stanza }), 'not_found');
  assert.equal(await error({ instanceId: 'closed', stanza }), 'not_connected');
  assert.equal(await error(null), 'bad_request');
  assert.equal(await error({ stanza }), 'bad_request');
  assert.equal(await error({ instanceId: 'shop-01', stanza: { attrs: {} } }), 'bad_request');
  assert.equal(await error({ instanceId: 'shop-01', stanza: { tag: '', attrs: {} } }), 'bad_request');
  let deep = stanza;
  for (let i = 0; i < 40; i++) deep = { tag: 'x', attrs: {}, content: [deep] };
  assert.equal(await error({ instanceId: 'shop-01', stanza: deep }), 'bad_request');
});

test('without an acknowledgement nothing is answered, and unknown events are ignored', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const client = await rawSession(t, gateway, '/shop-01');
  const before = client.inbox.length;

  client.send(`42/shop-01,["sendNode",${JSON.stringify({ stanza })}]`);
  client.send('42/shop-01,["send_message",{"to":"x"}]');
  client.send('42/shop-01,["sendNode",null]');
  client.send(`42/shop-01,7["sendNode",${JSON.stringify({ stanza })}]`);

  await client.message((text) => text === '43/shop-01,7[{"ok":true}]', 'the acknowledgement of the last one');
  assert.equal(client.inbox.length, before + 1);
  assert.equal((await stanzas(gateway, 'shop-01')).length, 2);
});

test('sendNode can be switched off', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_ALLOW_SENDNODE: 'false' } });
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/');

  const [answer] = await client.ask('sendNode', { instanceId: 'shop-01', stanza });

  assert.equal(answer.ok, false);
  assert.equal((await stanzas(gateway, 'shop-01')).length, 0);
});
