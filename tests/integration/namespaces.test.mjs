// Who may join which namespace, and that nobody sees a neighbour's events.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, joinAlso, refusal } from './clients.mjs';
import { start } from './gateway.mjs';

const global = { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } };
const note = (text) => ({ event: 'presence.update', data: { id: `${text}@s.whatsapp.net`, presences: {} } });
const isNote = (text) => (envelope) => envelope.data.id === `${text}@s.whatsapp.net`;

test('an instance can be joined right after it was created, with its token', async (t) => {
  const gateway = await start(t);
  const { token } = await gateway.create('shop-01');

  const client = await join(t, gateway, '/shop-01', { key: token });
  await gateway.connect('shop-01');
  await gateway.publish('shop-01', note('hello'));

  await client.event('presence.update', isNote('hello'));
});

test('a namespace is refused to the token of another instance', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const other = await gateway.open('shop-02');

  assert.equal(await refusal(t, gateway, '/shop-01', { key: other.token }), 'Unauthorized');
});

test('a namespace that is no instance is invalid', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');

  assert.equal(await refusal(t, gateway, '/shop-99'), 'Invalid namespace');
  assert.equal(await refusal(t, gateway, '/SHOP-01'), 'Invalid namespace', 'names are case-sensitive');
});

test('the global key sees all instances on the root namespace', async (t) => {
  const gateway = await start(t, global);
  await gateway.open('shop-01');
  await gateway.open('shop-02');
  const client = await join(t, gateway, '/');

  await gateway.publish('shop-01', note('one'));
  await gateway.publish('shop-02', note('two'));

  assert.equal((await client.event('presence.update', isNote('one'))).instance, 'shop-01');
  assert.equal((await client.event('presence.update', isNote('two'))).instance, 'shop-02');
});

test('a token on the root namespace sees its own instance only', async (t) => {
  const gateway = await start(t, global);
  const own = await gateway.open('shop-01');
  await gateway.open('shop-02');
  const all = await join(t, gateway, '/');
  const scoped = await join(t, gateway, '/', { key: own.token });

  await gateway.publish('shop-02', note('foreign'));
  await all.event('presence.update', isNote('foreign'));
  await gateway.publish('shop-01', note('own'));

  await scoped.event('presence.update', isNote('own'));
  assert.deepEqual(scoped.all('presence.update').map((envelope) => envelope.instance), ['shop-01']);
});

test('an instance namespace carries its own events only', async (t) => {
  const gateway = await start(t, global);
  await gateway.open('shop-01');
  await gateway.open('shop-02');
  const all = await join(t, gateway, '/');
  const one = await join(t, gateway, '/shop-01');

  await gateway.publish('shop-02', note('foreign'));
  await all.event('presence.update', isNote('foreign'));
  await gateway.publish('shop-01', note('own'));

  await one.event('presence.update', isNote('own'));
  assert.deepEqual(one.all('presence.update').map((envelope) => envelope.instance), ['shop-01']);
});

test('without global events the root namespace stays silent', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'false' } });
  await gateway.open('shop-01');
  const root = await join(t, gateway, '/');
  const one = await joinAlso(t, root, '/shop-01');

  await gateway.publish('shop-01', [note('first'), note('second')]);

  await one.event('presence.update', isNote('second'));
  assert.deepEqual(root.names(), []);
});

test('a client on both namespaces gets each event twice with an equal payload', async (t) => {
  const gateway = await start(t, global);
  await gateway.open('shop-01');
  const root = await join(t, gateway, '/');
  const one = await joinAlso(t, root, '/shop-01');

  await gateway.publish('shop-01', note('twice'));

  const here = await root.event('presence.update', isNote('twice'));
  const there = await one.event('presence.update', isNote('twice'));
  assert.deepEqual(here, there);
});

test('instances that exist can be told apart from a name with odd characters', async (t) => {
  const gateway = await start(t);

  for (const name of ['a,b', 'a/b', 'a?b', 'a#b', '', 'a\u0001b', 'x'.repeat(256)]) {
    const answer = await gateway.api('POST', '/instance/create', { body: { instanceName: name, integration: 'SIMULATOR' } });
    assert.equal(answer.status, 400, `${JSON.stringify(name.slice(0, 8))} gave ${answer.status} ${answer.text}`);
  }
  const name = 'Loja São João';
  await gateway.open(name);
  const client = await join(t, gateway, `/${name}`);
  await gateway.publish(name, note('utf8'));
  assert.equal((await client.event('presence.update', isNote('utf8'))).instance, name);
});
