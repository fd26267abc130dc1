// Which events an instance's namespace carries: the choice made by /websocket/set.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join } from './clients.mjs';
import { start } from './gateway.mjs';

const presence = { event: 'presence.update', data: { id: 'x', presences: {} } };
const deleted = { event: 'chats.delete', data: ['5511970000001@s.whatsapp.net'] };
const groups = { event: 'groups.update', data: [{ id: '1@g.us', subject: 'Club' }] };

const set = (gateway, name, websocket) => gateway.must('POST', `/websocket/set/${name}`, { body: { websocket } });

test('an event that is not selected is absent in the namespace and present on the root', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  await gateway.open('shop-01', { events: ['CHATS_DELETE'] });
  const root = await join(t, gateway, '/');
  const one = await join(t, gateway, '/shop-01');

  await gateway.publish('shop-01', [presence, deleted]);

  await one.event('chats.delete');
  await root.event('presence.update');
  assert.deepEqual(one.names(), ['chats.delete']);
});

test('a new selection counts from the next event', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01', { events: ['CHATS_DELETE'] });
  const client = await join(t, gateway, '/shop-01');
  await gateway.publish('shop-01', [presence, deleted]);
  await client.event('chats.delete');

  await set(gateway, 'shop-01', { enabled: true, events: ['PRESENCE_UPDATE'] });
  await gateway.publish('shop-01', [deleted, presence]);

  await client.event('presence.update');
  assert.deepEqual(client.names(), ['chats.delete', 'presence.update']);
});

test('a namespace that is not enabled carries nothing', async (t) => {
  const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  await gateway.open('shop-01');
  await set(gateway, 'shop-01', { enabled: false, events: [] });
  const root = await join(t, gateway, '/');
  const one = await join(t, gateway, '/shop-01');

  await gateway.publish('shop-01', [presence, deleted]);
  await root.event('chats.delete');
  await set(gateway, 'shop-01', { enabled: true, events: ['PRESENCE_UPDATE'] });
  await gateway.publish('shop-01', presence);

  await one.event('presence.update');
  assert.deepEqual(one.names(), ['presence.update']);
});

test('GROUP_UPDATE selects groups.update', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01', { events: ['GROUP_UPDATE'] });
  const client = await join(t, gateway, '/shop-01');

  await gateway.publish('shop-01', [presence, groups]);

  assert.deepEqual((await client.event('groups.update')).data, groups.data);
  assert.deepEqual(client.names(), ['groups.update']);
});
