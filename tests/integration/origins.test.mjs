// Browsers say where a page came from; a list of origins decides.
import assert from 'node:assert/strict';
import test from 'node:test';
import { raw } from './clients.mjs';
import { start } from './gateway.mjs';

const target = (gateway, transport) => `/socket.io/?EIO=4&transport=${transport}&apikey=${gateway.key}`;
const listed = { env: { CORS_ORIGIN: 'https://app.example.org, https://b.example.org' } };

test('an origin that is not listed is refused on both transports', async (t) => {
  const gateway = await start(t, listed);

  const polling = await gateway.api('GET', target(gateway, 'polling'), { key: null, headers: { origin: 'https://evil.example.com' } });
  const socket = await raw(t, gateway, target(gateway, 'websocket'), { headers: { origin: 'https://evil.example.com' } }).refusal();

  assert.deepEqual([polling.status, polling.json], [403, { code: 4, message: 'Origin not allowed' }]);
  assert.ok(socket.status === 403 || socket.status === 400, String(socket.status));
});

test('listed origins, and requests without one, pass', async (t) => {
  const gateway = await start(t, listed);

  for (const headers of [{ origin: 'https://app.example.org' }, { origin: 'https://b.example.org' }, {}]) {
    const polling = await gateway.api('GET', target(gateway, 'polling'), { key: null, headers });
    assert.equal(polling.status, 200);
    assert.equal(polling.headers.get('access-control-allow-origin'), headers.origin ?? null);
    const socket = raw(t, gateway, target(gateway, 'websocket'), { headers });
    await socket.message((text) => String(text).startsWith('0{'), 'the open packet');
  }
});

test('with * every origin passes', async (t) => {
  const gateway = await start(t);

  const answer = await gateway.api('GET', target(gateway, 'polling'), { key: null, headers: { origin: 'https://any.example.net' } });

  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
});

test('a preflight is answered without a key', async (t) => {
  const gateway = await start(t, listed);

  const answer = await gateway.api('OPTIONS', '/socket.io/?EIO=4&transport=polling', {
    key: null,
    headers: { origin: 'https://app.example.org', 'access-control-request-method': 'GET', 'access-control-request-headers': 'apikey' },
  });

  assert.equal(answer.status, 204);
  assert.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example.org');
  assert.match(answer.headers.get('access-control-allow-headers') ?? '', /apikey/i);
});
