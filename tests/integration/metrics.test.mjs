// What a running gateway shows at /metrics.
import assert from 'node:assert/strict';
import test from 'node:test';
import { join, rawSession } from './clients.mjs';
import { configuration, start } from './gateway.mjs';

// {"name{labels}": value} of a scrape; every sample has a TYPE above it.
async function scrape(gateway) {
  const answer = await gateway.api('GET', '/metrics', { key: null });
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  const types = new Map();
  const samples = {};
  for (const line of answer.text.trim().split('\n')) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) types.set(type[1], type[2]);
    if (line.startsWith('#')) continue;
    const [, series, value] = /^(.+) (\S+)$/.exec(line);
    const name = series.replace(/\{.*/, '');
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    assert.ok(types.has(family), `${series} has no TYPE`);
    if (types.get(family) === 'counter') assert.match(name, /_total$/, 'a counter is called so');
    samples[series] = Number(value);
  }
  return samples;
}

const with_metrics = (more = {}) => configuration({ ...more, plus: [{ id: 'metrics_prometheus' }, ...(more.plus ?? [])] });
const env = { PROMETHEUS_METRICS: 'true', WEBSOCKET_GLOBAL_EVENTS: 'true' };

test('refused handshakes are counted by transport and reason, connected clients by transport', async (t) => {
  const gateway = await start(t, { env, config: with_metrics({ plus: [{ id: 'transport_websocket' }, { id: 'transport_sse' }] }) });
  const { token } = await gateway.create('shop-01');
  await gateway.create('shop-02');
  await join(t, gateway, '/shop-01');
  await join(t, gateway, '/');
  for (let i = 0; i < 30; ++i) await gateway.api('GET', '/socket.io/?EIO=4&transport=polling', { key: 'nonsense' });
  await gateway.api('GET', '/events/shop-01', { key: null });
  await assert.rejects(join(t, gateway, '/shop-02', { key: token }));

  const samples = await scrape(gateway);

  assert.equal(samples['wagate_handshakes_refused_total{reason="Invalid global token",transport="transport_socketio"}'], 30);
  assert.equal(samples['wagate_handshakes_refused_total{reason="apiKey is required",transport="transport_sse"}'], 1);
  assert.equal(samples['wagate_joins_refused_total{reason="Unauthorized",transport="transport_socketio"}'], 1);
  assert.ok(samples['wagate_clients{transport="transport_socketio"}'] >= 2);
  assert.equal(samples['wagate_clients{transport="transport_websocket"}'], 0);
  assert.equal(samples['wagate_clients{transport="transport_sse"}'], 0);
});

test('events in, delivered and dropped are counted, and by whom they were dropped', async (t) => {
  const rules = { id: 'filter_rules', config: { drop: [{ event: 'presence.update' }] } };
  const gateway = await start(t, { env, config: with_metrics({ plus: [rules] }) });
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01');
  const before = await scrape(gateway);

  await gateway.publish('shop-01', [
    { event: 'presence.update', data: { id: 'dropped', presences: {} } },
    { event: 'messages.upsert', data: { key: { id: 'A1' }, message: { conversation: 'x' } } },
  ]);
  await client.event('messages.upsert');

  const after = await scrape(gateway);
  const more = (series) => after[series] - (before[series] ?? 0);
  assert.equal(more('wagate_events_published_total'), 2);
  assert.equal(more('wagate_events_dropped_total'), 1);
  assert.equal(more('wagate_events_delivered_total'), 1);
  assert.equal(more('wagate_unit_stopped_events_total{unit="filter_rules"}'), 1);
  assert.equal(more('wagate_delivery_seconds_count'), 1);
  assert.equal(more('wagate_delivery_seconds_bucket{le="+Inf"}'), 1);
  assert.ok(more('wagate_unit_calls_total{unit="filter_rules"}') >= 2);
  assert.ok(more('wagate_unit_calls_total{unit="transport_socketio"}') >= 1);
  assert.equal(after['wagate_unit_faults_total{unit="filter_rules"}'], 0);
  assert.equal(after['wagate_unit_up{unit="filter_rules",plugin="filter_rules"}'], 1);
});

test('bytes that wait for a slow client are shown by its transport', async (t) => {
  const gateway = await start(t, { env, config: with_metrics({ config: { transport_socketio: { max_queue_bytes: 67108864, max_queue_age_ms: 600000 } } }) });
  await gateway.open('shop-01');
  const slow = await rawSession(t, gateway, '/shop-01');
  slow.socket.pause();

  const text = 'x'.repeat(100_000);
  for (let i = 0; i < 150; ++i)
    await gateway.publish('shop-01', { event: 'messages.upsert', data: { key: { id: `A${i}` }, message: { conversation: text } } });

  const waiting = async () => (await scrape(gateway))['wagate_queue_bytes{unit="transport_socketio"}'];
  await gateway.until(async () => (await waiting()) > 1_000_000, 'the queue is seen');
  slow.socket.resume();
  await gateway.until(async () => (await waiting()) === 0, 'and that it is empty again');
});
