// What a newcomer does: create an instance, connect, scan, watch the messages come in.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { join } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const lively = configuration({ config: { session_simulator: { scan_after_ms: 300, history_chunks: 2, groups: 3, live: true, pace: 3000 } } });

test('a client sees the QR code, the open connection and live messages', async (t) => {
  const gateway = await start(t, { config: lively });
  await gateway.create('shop-01');
  const client = await join(t, gateway, '/shop-01');

  const answer = await gateway.must('GET', '/instance/connect/shop-01');

  const { data } = await client.event('qrcode.updated');
  assert.equal(data.qrcode.instance, 'shop-01');
  assert.equal(data.qrcode.pairingCode, null);
  assert.match(data.qrcode.code, /^2@/);
  assert.match(data.qrcode.base64, /^data:image\/png;base64,iVBOR/);
  assert.ok('count' in answer || 'instance' in answer, JSON.stringify(answer));
  const connecting = await client.event('connection.update', (envelope) => envelope.data.state === 'connecting');
  assert.deepEqual(connecting.data, { instance: 'shop-01', state: 'connecting', statusReason: 200 });
  const open = await client.event('connection.update', (envelope) => envelope.data.state === 'open');
  assert.match(open.data.wuid, /^\d+@s\.whatsapp\.net$/);
  assert.equal(open.data.statusReason, 200);
  const message = await client.event('messages.upsert');
  assert.ok(message.data.key.id && message.data.key.remoteJid, JSON.stringify(message));
  assert.equal(typeof message.data.messageTimestamp, 'number');
  assert.equal(message.sender, open.data.wuid);
});

test('the QR picture holds the text of the code', async (t) => {
  const gateway = await start(t, { config: configuration({ config: { session_simulator: { scan_after_ms: 3_600_000 } } }) });
  await gateway.create('shop-01');
  const client = await join(t, gateway, '/shop-01');
  await gateway.must('GET', '/instance/connect/shop-01');

  const { qrcode } = (await client.event('qrcode.updated')).data;

  const picture = path.join(gateway.directory, 'qr.png');
  fs.writeFileSync(picture, Buffer.from(qrcode.base64.split(',')[1], 'base64'));
  const text = execFileSync('zbarimg', ['--quiet', '--raw', picture], { encoding: 'utf8' }).trim();
  assert.equal(text, qrcode.code);
  assert.equal(await gateway.state('shop-01'), 'connecting');
});

test('history arrives after pairing, in the order of a sync', async (t) => {
  const gateway = await start(t, { config: lively });
  await gateway.create('shop-01');
  const client = await join(t, gateway, '/shop-01');
  await gateway.must('GET', '/instance/connect/shop-01');

  await client.event('messages.set');
  await client.event('contacts.upsert');

  const names = client.names();
  assert.ok(names.indexOf('chats.set') < names.indexOf('messages.set'), names.join(' '));
  assert.ok(names.indexOf('messages.set') < names.indexOf('contacts.upsert'), names.join(' '));
  assert.ok(Array.isArray(client.all('messages.set')[0].data));
});
