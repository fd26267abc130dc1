// A client that stops reading: it is cut off at the limit, and nobody else notices.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, rawSession } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

const LIMIT = 1024 * 1024;
const EVENTS = 1500;
const SIZE = 16 * 1024; // 24 MB in all: more than socket buffers and the limit together

test('a client that stops reading is cut off while others get everything', async (t) => {
  const config = configuration({ config: { transport_socketio: { max_queue_bytes: LIMIT } } });
  const gateway = await start(t, { config });
  await gateway.open('shop-01');
  const good = await join(t, gateway, '/shop-01');
  const stuck = await rawSession(t, gateway, '/shop-01');
  const before = gateway.residentBytes();
  stuck.socket._socket.pause();

  await gateway.load('shop-01', { event: 'messages.upsert', rate: 1000, size: SIZE, count: EVENTS });

  await good.when(() => good.all('messages.upsert').length === EVENTS, () => `all events, ${good.inbox.length} so far`);
  const sequence = good.all('messages.upsert').map((envelope) => Number(envelope.data.seq));
  assert.ok(sequence.every((value, i) => i === 0 || value === sequence[i - 1] + 1), 'in order, without a gap');
  assert.equal(good.disconnected, undefined);
  await gateway.until(() => /slow|queue|limit/i.test(gateway.output), 'the gateway says that it cut a client off');
  stuck.socket._socket.resume();
  await stuck.close();
  assert.ok(stuck.inbox.length < EVENTS, `it got ${stuck.inbox.length}`);
  // A sanitized program keeps what it frees, so only the plain one tells anything about memory.
  if (!process.env.WAGATE_SANITIZED) {
    const grown = gateway.residentBytes() - before;
    assert.ok(grown < 16 * LIMIT, `memory grew by ${grown} bytes`);
  }
});
