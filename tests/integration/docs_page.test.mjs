// The page at /docs in a real browser: it renders the interface under its own policy and tries a route.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import { start } from './gateway.mjs';

const require = createRequire(new URL('../clients/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => fs.existsSync(file));

async function open(t, url) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const elsewhere = [];
  page.on('request', (request) => !request.url().startsWith(url) && !request.url().startsWith('data:') && elsewhere.push(request.url()));
  await page.goto(`${url}/docs`);
  await page.waitForSelector('#routes a');
  return { page, complaints, elsewhere };
}

test('the page lists the routes, finds one, and sends a message with it', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const { page, complaints, elsewhere } = await open(t, gateway.url);

  await page.fill('#key', gateway.key);
  await page.fill('#instance', 'shop-01');
  await page.fill('#filter', 'sendText');
  assert.equal(await page.locator('#routes a').count(), 1);
  await page.click('#routes a');
  await page.waitForSelector('h1 .path');
  assert.equal(await page.textContent('h1 .path'), '/message/sendText/{instance}');
  await page.fill('textarea', JSON.stringify({ number: '5511970000001', text: 'Hello from the page' }));
  await page.click('button.send');
  await page.waitForSelector('#answer .status');

  assert.equal(await page.textContent('#answer .status'), '201');
  assert.match(await page.textContent('#answer pre'), /Hello from the page/);
  assert.equal((await page.content()).includes(gateway.key), false, 'the key is not written into the page');
  assert.deepEqual(complaints, []);
  assert.deepEqual(elsewhere, []);
  if (process.env.WAGATE_SCREENSHOTS) await page.screenshot({ path: `${process.env.WAGATE_SCREENSHOTS}/docs-route.png` });
});

test('the page says what is missing before it sends anything', async (t) => {
  const gateway = await start(t);
  const { page } = await open(t, gateway.url);
  if (process.env.WAGATE_SCREENSHOTS) await page.screenshot({ path: `${process.env.WAGATE_SCREENSHOTS}/docs.png` });

  await page.fill('#filter', 'sendMedia');
  await page.click('#routes a');
  await page.click('button.send');

  assert.match(await page.textContent('#answer'), /Fill in the name of an instance .* and a key/);
  await page.fill('textarea', '{broken');
  await page.click('button.send');
  assert.match(await page.textContent('#answer'), /The body is not JSON/);
  if (process.env.WAGATE_SCREENSHOTS) {
    await page.screenshot({ path: `${process.env.WAGATE_SCREENSHOTS}/docs-media.png` });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${process.env.WAGATE_SCREENSHOTS}/docs-dark.png` });
    await page.setViewportSize({ width: 400, height: 800 });
    await page.screenshot({ path: `${process.env.WAGATE_SCREENSHOTS}/docs-narrow.png` });
  }
});

test('SERVER_DISABLE_DOCS takes the page away', async (t) => {
  const gateway = await start(t, { env: { SERVER_DISABLE_DOCS: 'true' } });

  for (const path of ['/docs', '/openapi.json', '/docs/docs.js']) assert.equal((await gateway.api('GET', path)).status, 404, path);
});
