// Thumbnails and previews of links as real Baileys clients see them, and pictures of profiles and groups.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import test from 'node:test';
import { link, startAccount } from './account.mjs';
import { jpegSize, png } from './pictures.mjs';

const SHOP = '4915100000002';
const ADA = '4915100000001';

async function shopAndAda(t, whatsapp = {}) {
  const account = await startAccount(t, { whatsapp });
  await link(account.gateway, account.relay, account.events, 'shop-01', SHOP);
  const ada = await account.client({ number: ADA, name: 'Ada' });
  return { ...account, ada };
}

const sendText = (gateway, text, more = {}) =>
  gateway.must('POST', '/message/sendText/shop-01', { body: { number: ADA, text, ...more } });
const textOf = ({ message }) => message?.extendedTextMessage?.text ?? message?.conversation;
const isText = (wanted) => (received) => textOf(received) === wanted;

// A web server that counts what is asked. `pages`: path to [content type, body], or to a function of the answer.
async function website(t, pages) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push({ path: request.url, agent: request.headers['user-agent'] });
    const page = pages[request.url];
    if (typeof page === 'function') return page(response);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': page[0] }).end(page[1]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${server.address().port}`;
  return { asked, host, url: `http://${host}` };
}

const BREAD = [
  'text/html; charset=utf-8',
  `<title>x</title><meta property="og:title" content="Bread &amp; more"><meta property="og:description" content="fresh">
   <meta property="og:image" content="/bread.png">`,
];

test('an image has a small picture of itself and its own size', async (t) => {
  const { gateway, ada } = await shopAndAda(t);
  const picture = png(640, 480);

  const record = await gateway.must('POST', '/message/sendMedia/shop-01', {
    body: { number: ADA, mediatype: 'image', fileName: 'a.png', media: picture.toString('base64') },
  });

  const received = await ada.message(({ message }) => message?.imageMessage);
  const { jpegThumbnail, width, height } = received.message.imageMessage;
  assert.deepEqual(jpegSize(Buffer.from(jpegThumbnail)), { width: 32, height: 24 });
  assert.deepEqual({ width, height }, { width: 640, height: 480 });
  assert.deepEqual(await ada.download(received), picture);
  assert.deepEqual(Object.values(record.message.imageMessage.jpegThumbnail), [...jpegThumbnail]);
});

test('a text with a link shows what the page says about itself', async (t) => {
  const site = await website(t, {
    '/old': (response) => response.writeHead(301, { location: '/shop' }).end(),
    '/shop': BREAD,
    '/bread.png': ['image/png', png(600, 300)],
  });
  const { gateway, ada } = await shopAndAda(t, { link_preview_hosts: [site.host] });

  const text = `look (${site.url}/old)!`;
  const record = await sendText(gateway, text);

  const { extendedTextMessage: seen } = (await ada.message(isText(text))).message;
  assert.equal(seen.matchedText, `${site.url}/old`);
  assert.equal(seen.title, 'Bread & more');
  assert.equal(seen.description, 'fresh');
  assert.deepEqual(jpegSize(Buffer.from(seen.jpegThumbnail)), { width: 192, height: 96 });
  assert.deepEqual(site.asked.map(({ path }) => path), ['/old', '/shop', '/bread.png']);
  assert.equal(site.asked[0].agent, 'WhatsApp/2');
  assert.equal(record.message.conversation, text);
});

test('texts keep their order when the first one waits for its page', async (t) => {
  let answer;
  const isAsked = new Promise((resolve) => (answer = resolve));
  const site = await website(t, { '/slow': (response) => answer(response) });
  const { gateway, ada } = await shopAndAda(t, { link_preview_hosts: [site.host] });
  const order = [];
  const received = Promise.all(
    [`${site.url}/slow`, 'second'].map((text) => ada.message(isText(text)).then(() => order.push(text))),
  );

  const first = sendText(gateway, `${site.url}/slow`);
  const response = await isAsked;
  const second = sendText(gateway, 'second');
  // A command of the same session: by its answer the second text has come there, too, and could have been sent.
  await gateway.must('POST', '/chat/whatsappNumbers/shop-01', { body: { numbers: [ADA] } });
  assert.deepEqual(order, []);
  response.writeHead(200, { 'content-type': 'text/html' }).end('<title>late</title>');

  await Promise.all([first, second, received]);
  assert.deepEqual(order, [`${site.url}/slow`, 'second']);
});

test('a page that never comes holds its text for three seconds only', async (t) => {
  const site = await website(t, { '/never': () => {} });
  const { gateway, ada } = await shopAndAda(t, { link_preview_hosts: [site.host] });

  const text = `${site.url}/never`;
  await sendText(gateway, text);

  const { message } = await ada.message(isText(text));
  assert.ok(!message.extendedTextMessage?.matchedText);
});

test('no page is fetched that lies inside, is not wanted, or when previews are off', async (t) => {
  const site = await website(t, { '/shop': BREAD });
  const { gateway, ada } = await shopAndAda(t);
  await sendText(gateway, `inside ${site.url}/shop`);
  await ada.message(isText(`inside ${site.url}/shop`));

  const allowed = await shopAndAda(t, { link_preview_hosts: [site.host] });
  await sendText(allowed.gateway, `unwanted ${site.url}/shop`, { linkPreview: false });
  await allowed.ada.message(isText(`unwanted ${site.url}/shop`));

  const off = await shopAndAda(t, { link_preview_hosts: [site.host], link_previews: false });
  await sendText(off.gateway, `off ${site.url}/shop`);
  await off.ada.message(isText(`off ${site.url}/shop`));

  assert.deepEqual(site.asked, []);
});

test('a picture of the profile becomes a square JPEG', async (t) => {
  const { gateway, relay } = await shopAndAda(t);
  const body = (picture) => ({ body: { picture: picture.toString('base64') } });

  await gateway.must('POST', '/chat/updateProfilePicture/shop-01', body(png(900, 700)));
  assert.deepEqual(jpegSize(relay.account(SHOP).picture.image), { width: 640, height: 640 });

  const refused = await gateway.api('POST', '/chat/updateProfilePicture/shop-01', body(Buffer.from('GIF89a')));
  assert.equal(refused.status, 500, 'as Evolution API 2.3 answers whatever goes wrong here');
  assert.match(refused.text, /no JPEG, PNG or WebP/);
});
