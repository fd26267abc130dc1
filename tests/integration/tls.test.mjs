// HTTPS and WSS, with a certificate that is renewed while clients are connected.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import test from 'node:test';
import tls from 'node:tls';
import { join, raw, within } from './clients.mjs';
import { configuration, launch, start, temporaryDirectory } from './gateway.mjs';

// A self-signed certificate for localhost and its key.
function certify(directory) {
  const files = { chain: path.join(directory, 'chain.pem'), key: path.join(directory, 'key.pem') };
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', files.key, '-out', files.chain,
  ], { stdio: 'pipe' });
  const ca = fs.readFileSync(files.chain);
  return { ...files, ca, fingerprint: new X509Certificate(ca).fingerprint256 };
}

// A gateway on HTTPS, told by the environment; its REST calls trust its certificate.
async function startSecure(t, { files, config = {} }) {
  const gateway = await start(t, {
    config: configuration({ config: { http_server: config } }),
    env: { SERVER_TYPE: 'https', SSL_CONF_PRIVKEY: files.key, SSL_CONF_FULLCHAIN: files.chain },
  });
  assert.match(gateway.url, /^https:\/\//);
  gateway.ca = files.ca;
  gateway.api = (method, target, { key = gateway.key, body, headers = {} } = {}) =>
    within(
      new Promise((resolve, reject) => {
        const type = body === undefined ? {} : { 'content-type': 'application/json' };
        const request = https.request(gateway.url + target, {
          method, ca: gateway.ca, agent: false, headers: { ...(key === null ? {} : { apikey: key }), ...type, ...headers },
        });
        request.on('error', reject);
        request.on('response', (response) => {
          let text = '';
          response.on('data', (part) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text, json: JSON.parse(text) }));
        });
        request.end(body === undefined ? undefined : JSON.stringify(body));
      }),
      () => `the answer to ${method} ${target}`,
    );
  return gateway;
}

// What a new connection is shown: {fingerprint, protocol, alpn}.
function handshake(gateway, options = {}) {
  const { hostname, port } = new URL(gateway.url);
  return within(
    new Promise((resolve, reject) => {
      const socket = tls.connect({ host: hostname, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['h2', 'http/1.1'], ...options });
      socket.on('error', reject);
      socket.on('secureConnect', () => {
        resolve({
          fingerprint: socket.getPeerX509Certificate().fingerprint256,
          protocol: socket.getProtocol(),
          alpn: socket.alpnProtocol,
        });
        socket.destroy();
      });
    }),
    () => 'the TLS handshake',
  );
}

const presence = (id) => ({ event: 'presence.update', data: { id, presences: {} } });

for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
  test(`${transports.join(' then ')}: the official client joins over TLS and gets events`, async (t) => {
    const files = certify(temporaryDirectory(t));
    const gateway = await startSecure(t, { files });
    await gateway.open('shop-01');
    const client = await join(t, gateway, '/shop-01', { transports, ca: files.ca });

    await gateway.publish('shop-01', presence('secret'));

    assert.equal((await client.event('presence.update')).data.id, 'secret');
    assert.deepEqual(await client.ask('sendNode', { stanza: { tag: 'a', attrs: {} } }), [{ ok: true }]);
  });
}

test('a client that does not trust the certificate does not get in', async (t) => {
  const gateway = await startSecure(t, { files: certify(temporaryDirectory(t)) });
  await assert.rejects(join(t, gateway, '/', { transports: ['polling'] }));
});

test('TLS 1.2 and 1.3 are spoken, older ones are not, and ALPN chooses http/1.1', async (t) => {
  const gateway = await startSecure(t, { files: certify(temporaryDirectory(t)) });

  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const { protocol, alpn } = await handshake(gateway, { minVersion: version, maxVersion: version });
    assert.deepEqual([protocol, alpn], [version, 'http/1.1']);
  }
  await assert.rejects(handshake(gateway, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
});

test('a renewed certificate is shown to new clients while connected ones go on', async (t) => {
  const first = certify(temporaryDirectory(t));
  const second = certify(temporaryDirectory(t));
  const gateway = await startSecure(t, { files: first, config: { host: '127.0.0.1', tls: { check_every_ms: 50 } } });
  await gateway.open('shop-01');
  const socket = await join(t, gateway, '/shop-01', { ca: first.ca });
  // Its later requests may need new connections.
  const polling = await join(t, gateway, '/shop-01', { transports: ['polling'], ca: [first.ca, second.ca] });
  assert.equal((await handshake(gateway)).fingerprint, first.fingerprint);

  for (const file of ['key', 'chain']) fs.renameSync(second[file], first[file]);
  await gateway.until(async () => (await handshake(gateway)).fingerprint === second.fingerprint, 'the new certificate is shown');
  gateway.ca = second.ca;

  const late = await join(t, gateway, '/shop-01', { ca: second.ca });
  await gateway.publish('shop-01', presence('after'));
  assert.equal((await socket.event('presence.update')).data.id, 'after');
  assert.equal((await late.event('presence.update')).data.id, 'after');
  assert.equal((await polling.event('presence.update')).data.id, 'after');
  assert.deepEqual([socket.disconnected, polling.disconnected], [undefined, undefined]);
  await gateway.until(() => /certificate renewed/.test(gateway.output), 'the log says so');
});

test('a certificate that is broken behind the back of the gateway changes nothing', async (t) => {
  const directory = temporaryDirectory(t);
  const files = certify(directory);
  const gateway = await startSecure(t, { files, config: { host: '127.0.0.1', tls: { check_every_ms: 50 } } });

  fs.writeFileSync(files.chain, 'no certificate');
  await gateway.until(() => gateway.output.includes('the old certificate stays in use'), 'the complaint');

  assert.equal((await handshake(gateway)).fingerprint, files.fingerprint);
});

test('plain clients get nothing on an HTTPS port', async (t) => {
  const gateway = await startSecure(t, { files: certify(temporaryDirectory(t)) });
  await assert.rejects(fetch(gateway.url.replace('https', 'http') + '/'));
  const socket = raw(t, { url: gateway.url.replace('https', 'http') }, '/socket.io/?EIO=4&transport=websocket');
  await socket.when(() => socket.error !== undefined, 'the failure');
});

for (const [what, break_, problem] of [
  ['no files at all', (files) => Object.assign(files, { key: '', chain: '' }), /tls\.certificate is not set/],
  ['a missing key', (files) => fs.rmSync(files.key), /tls\.private_key .*cannot be read/],
  ['a file that is no certificate', (files) => fs.writeFileSync(files.chain, 'nonsense'), /is not a PEM certificate chain/],
]) {
  test(`${what}: the gateway refuses to start and never speaks plain HTTP instead`, async (t) => {
    const files = certify(temporaryDirectory(t));
    break_(files);
    const gateway = launch(t, {
      env: { SERVER_TYPE: 'https', SSL_CONF_PRIVKEY: files.key, SSL_CONF_FULLCHAIN: files.chain },
    });
    const { code } = await gateway.ended;
    assert.notEqual(code, 0);
    assert.match(gateway.output, problem);
    assert.doesNotMatch(gateway.output, /listening on/);
  });
}
