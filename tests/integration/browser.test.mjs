// A real browser: the official client in a page, over both transports, and a camera's view of the QR code.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { configuration, start } from './gateway.mjs';

const require = createRequire(new URL('../clients/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const BUNDLE = path.join(path.dirname(require.resolve('socket.io-client/package.json')), 'dist/socket.io.min.js');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => fs.existsSync(file));

const PAGE = `<!doctype html><meta charset="utf-8"><title>events</title><body><script src="/client.js"></script><script>
  const parameters = new URLSearchParams(location.search);
  window.events = [];
  const socket = io(parameters.get('url') + '/shop-01', {
    transports: parameters.get('transports').split(','), query: { apikey: parameters.get('key') }, reconnection: false });
  socket.on('connect', () => { window.joined = true; });
  socket.on('connect_error', (error) => { window.refused = error.message; });
  socket.onAny((name, envelope) => {
    window.events.push(name);
    if (name !== 'qrcode.updated') return;
    const image = new Image();
    image.onload = () => { document.body.append(image); window.shown = true; };
    image.src = envelope.data.qrcode.base64;
  });
</script>`;

// A page from an origin of its own, as every dashboard is.
async function serve(t) {
  const server = http.createServer((request, response) => {
    const script = request.url === '/client.js';
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
    response.end(script ? fs.readFileSync(BUNDLE) : PAGE);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${server.address().port}`;
}

async function open(t) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  return browser.newPage();
}

const address = (page, gateway, transports) => `${page}/?${new URLSearchParams({ url: gateway.url, key: gateway.key, transports })}`;

for (const transports of ['polling', 'websocket', 'polling,websocket']) {
  test(`a page receives events over ${transports}`, async (t) => {
    const origin = await serve(t);
    const gateway = await start(t, { env: { CORS_ORIGIN: origin } });
    await gateway.open('shop-01');
    const page = await open(t);
    await page.goto(address(origin, gateway, transports));
    await page.waitForFunction(() => window.joined);

    await gateway.publish('shop-01', { event: 'presence.update', data: { id: 'x', presences: {} } });

    await page.waitForFunction(() => window.events.includes('presence.update'));
  });
}

test('a page of another origin is refused', async (t) => {
  const origin = await serve(t);
  const gateway = await start(t, { env: { CORS_ORIGIN: 'https://app.example.org' } });
  await gateway.create('shop-01');
  const page = await open(t);

  for (const transports of ['polling', 'websocket']) {
    await page.goto(address(origin, gateway, transports));
    await page.waitForFunction(() => window.refused);
    assert.equal(await page.evaluate(() => window.joined), undefined);
  }
});

test('the QR code can be scanned from the screen', async (t) => {
  const origin = await serve(t);
  const gateway = await start(t, { config: configuration({ config: { session_simulator: { scan_after_ms: 0 } } }) });
  await gateway.create('shop-01');
  const page = await open(t);
  await page.goto(address(origin, gateway, 'websocket'));
  await page.waitForFunction(() => window.joined);

  const { code } = await gateway.must('GET', '/instance/connect/shop-01');
  await page.waitForFunction(() => window.shown);
  const picture = path.join(gateway.directory, 'screen.png');
  await page.screenshot({ path: picture });

  assert.equal(execFileSync('zbarimg', ['--quiet', '--raw', picture], { encoding: 'utf8' }).trim(), code);
});
