// Messages sent by REST: every kind, with the record as answer and send.message on the socket.
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import test from 'node:test';
import { configuration, start } from './gateway.mjs';

const ANA = '5511970000001';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const OGG = Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(22), Buffer.from('OpusHead'), Buffer.alloc(64)]);

async function shop(t, changes = {}) {
  const gateway = await start(t, { config: configuration(changes) });
  await gateway.open('shop-01');
  return gateway;
}

const send = (gateway, route, body) => gateway.api('POST', `/message/${route}/shop-01`, { body });

async function sent(gateway, route, body, type) {
  const answer = await send(gateway, route, body);
  assert.equal(answer.status, 201, `${route}: ${answer.text}`);
  assert.equal(answer.json.messageType, type, route);
  assert.equal(answer.json.key.fromMe, true, route);
  assert.equal(answer.json.status, 'PENDING', route);
  return answer.json;
}

test('every kind of message is answered with its record', async (t) => {
  const gateway = await shop(t);
  const number = ANA;
  const image = PNG.toString('base64');

  const text = await sent(gateway, 'sendText', { number, text: 'Hello' }, 'conversation');
  const picture = await sent(gateway, 'sendMedia', { number, mediatype: 'image', media: image, caption: 'Look' }, 'imageMessage');
  await sent(gateway, 'sendMedia', { number, mediatype: 'document', media: 'JVBERi0xLjcK', fileName: 'bill.pdf' }, 'documentMessage');
  await sent(gateway, 'sendPtv', { number, video: 'AAAAGGZ0eXBtcDQyAAAAAA==' }, 'ptvMessage');
  const voice = await sent(gateway, 'sendWhatsAppAudio', { number, audio: OGG.toString('base64') }, 'audioMessage');
  await sent(gateway, 'sendSticker', { number, sticker: image }, 'stickerMessage');
  await sent(gateway, 'sendLocation', { number, latitude: -23.55, longitude: -46.63, name: 'Shop', address: 'Main Street 1' }, 'locationMessage');
  const contact = { fullName: 'Bia', phoneNumber: '5511960000002' };
  const card = await sent(gateway, 'sendContact', { number, contact: [contact] }, 'contactMessage');
  const cards = await sent(gateway, 'sendContact', { number, contact: [contact, { fullName: 'Caio', phoneNumber: '5511960000003' }] }, 'contactsArrayMessage');
  await sent(gateway, 'sendReaction', { key: text.key, reaction: '👍' }, 'reactionMessage');
  await sent(gateway, 'sendList', { number, title: 'T', footerText: 'F', buttonText: 'B', sections: [{ title: 'S', rows: [{ title: 'One', rowId: '1' }] }] }, 'listMessage');
  const status = await send(gateway, 'sendStatus', { type: 'text', content: 'Open', backgroundColor: '#008000', font: 0, statusJidList: [ANA_JID] });
  const poll = await send(gateway, 'sendPoll', { number, name: 'When?', selectableCount: 1, values: ['Mon', 'Tue'] });
  const buttons = await send(gateway, 'sendButtons', { number, title: 'T', description: 'D', footer: 'F', buttons: [{ type: 'reply', displayText: 'Yes', id: '1' }] });

  assert.equal(text.key.remoteJid, ANA_JID);
  assert.equal(text.message.conversation, 'Hello');
  assert.equal(picture.message.imageMessage.mimetype, 'image/png');
  assert.equal(picture.message.imageMessage.caption, 'Look');
  assert.equal(Object.keys(picture.message.imageMessage.fileSha256).length, 32, 'bytes are objects with index keys');
  assert.equal(picture.message.imageMessage.fileLength.low, PNG.length);
  assert.equal(voice.message.audioMessage.mimetype, 'audio/ogg; codecs=opus');
  assert.match(card.message.contactMessage.vcard, /item1\.TEL;waid=\d+@s\.whatsapp\.net:5511960000002\n/);
  assert.equal(cards.message.contactsArrayMessage.contacts.length, 2);
  assert.deepEqual([status.status, status.json.key?.remoteJid], [201, 'status@broadcast'], status.text);
  assert.equal(poll.status, 201, poll.text);
  assert.match(poll.json.messageType, /^pollCreationMessage/);
  assert.equal(buttons.status, 201, buttons.text);
});

test('a file is uploaded as a form, its fields like those of a body', async (t) => {
  const gateway = await shop(t);
  const form = new FormData();
  form.set('number', ANA);
  form.set('mediatype', 'image');
  form.set('caption', 'Look');
  form.set('delay', '1');
  form.set('file', new Blob([PNG], { type: 'image/png' }), 'a.png');

  const response = await fetch(`${gateway.url}/message/sendMedia/shop-01`, { method: 'POST', headers: { apikey: gateway.key }, body: form });
  const record = await response.json();

  assert.equal(response.status, 201, JSON.stringify(record));
  assert.equal(record.message.imageMessage.mimetype, 'image/png');
  assert.equal(record.message.imageMessage.fileLength.low, PNG.length);
  assert.equal(record.message.imageMessage.caption, 'Look');
});

test('a large file goes through, a larger one is 413', async (t) => {
  const gateway = await shop(t, { config: { api_rest: { max_media_bytes: 3_000_000 } } });
  const upload = async (bytes) => {
    const form = new FormData();
    form.set('number', ANA);
    form.set('mediatype', 'document');
    form.set('file', new Blob([Buffer.alloc(bytes)]), 'a.bin');
    return (await fetch(`${gateway.url}/message/sendMedia/shop-01`, { method: 'POST', headers: { apikey: gateway.key }, body: form })).status;
  };

  assert.equal(await upload(2_900_000), 201);
  assert.equal(await upload(3_100_000), 413);
});

test('who has no key is refused before the body has come', async (t) => {
  const gateway = await shop(t);
  const { hostname, port } = new URL(gateway.url);
  const socket = net.connect(Number(port), hostname);
  t.after(() => socket.destroy());

  socket.write('POST /message/sendMedia/shop-01 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90000000\r\n\r\n{');
  const head = await new Promise((resolve, reject) => {
    socket.once('data', (data) => resolve(data.toString()));
    socket.once('error', reject);
  });

  assert.match(head, /^HTTP\/1\.1 401 /);
});

test('media are fetched from an address, and not from inside', async (t) => {
  const server = http.createServer((request, response) => {
    if (request.url === '/a.png') response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
    else response.writeHead(404).end('gone');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const base = `http://127.0.0.1:${server.address().port}`;
  const plus = [{ id: 'http_client' }];
  const closed = await shop(t, { plus });
  const open = await shop(t, { plus, config: { api_rest: { allow_private_media_urls: true } } });
  const body = (path) => ({ number: ANA, mediatype: 'image', media: base + path });

  const refused = await send(closed, 'sendMedia', body('/a.png'));
  const fetched = await sent(open, 'sendMedia', body('/a.png'), 'imageMessage');
  const missing = await send(open, 'sendMedia', body('/none'));

  assert.equal(refused.status, 400, refused.text);
  assert.match(refused.json.response.message[0], /^The media could not be fetched: /);
  assert.equal(fetched.message.imageMessage.fileLength.low, PNG.length);
  assert.deepEqual([missing.status, missing.json.response.message], [400, ['The media could not be fetched: its server answered 404']]);
});

test('without an HTTP client an address is refused with the plugin that is missing', async (t) => {
  const gateway = await shop(t);

  const answer = await send(gateway, 'sendMedia', { number: ANA, mediatype: 'image', media: 'https://example.org/a.png' });

  assert.equal(answer.status, 400);
  assert.match(answer.json.response.message[0], /http_client/);
});

test('a number that is not on WhatsApp is shown with the result of the look-up', async (t) => {
  const gateway = await shop(t);

  const answer = await send(gateway, 'sendText', { number: '5511970000000', text: 'Hello' });

  assert.equal(answer.status, 400);
  assert.deepEqual(answer.json.response.message, [{ jid: '5511970000000@s.whatsapp.net', exists: false, number: '5511970000000' }]);
});

test('numbers become the addresses that WhatsApp knows', async (t) => {
  const gateway = await shop(t);

  for (const [number, jid] of [
    ['+55 (11) 97000-0001', '5511970000001@s.whatsapp.net'],
    ['5511970000001', '5511970000001@s.whatsapp.net'],
    ['5531970000001', '553170000001@s.whatsapp.net'],
    ['5531960000001', '5531960000001@s.whatsapp.net'],
    ['5215512345678', '525512345678@s.whatsapp.net'],
    ['5511970000001:12@s.whatsapp.net', '5511970000001@s.whatsapp.net'],
    ['5511970000001@c.us', '5511970000001@s.whatsapp.net'],
  ]) {
    const record = await sent(gateway, 'sendText', { number, text: 'Hello' }, 'conversation');
    assert.equal(record.key.remoteJid, jid, number);
  }
});

test('sending needs an open connection', async (t) => {
  const gateway = await start(t);
  await gateway.create('shop-01');

  const answer = await send(gateway, 'sendPoll', { number: ANA, name: 'n', selectableCount: 1, values: ['a', 'b'] });

  assert.deepEqual([answer.status, answer.json.response.message], [400, ['The "shop-01" instance is not connected']]);
});

test('a quoted message is looked up by its id', async (t) => {
  const gateway = await shop(t);
  const first = await sent(gateway, 'sendText', { number: ANA, text: 'First' }, 'conversation');

  const answer = await sent(gateway, 'sendText', { number: ANA, text: 'Second', quoted: { key: { id: first.key.id } } }, 'conversation');

  assert.equal(answer.contextInfo.stanzaId, first.key.id);
});

test('the description of the interface lists what is served', async (t) => {
  const gateway = await start(t);

  const document = await gateway.must('GET', '/openapi.json', { key: null });

  assert.equal(document.openapi, '3.1.0');
  for (const route of ['sendText', 'sendMedia', 'sendPtv', 'sendWhatsAppAudio', 'sendStatus', 'sendSticker', 'sendLocation',
                       'sendContact', 'sendReaction', 'sendPoll', 'sendList', 'sendButtons', 'sendTemplate']) {
    assert.ok(document.paths[`/message/${route}/{instance}`]?.post, route);
    const answer = await gateway.api('POST', `/message/${route}/nobody`, { body: {} });
    assert.equal(answer.status, 404);
    assert.deepEqual(answer.json.response.message, ['The "nobody" instance does not exist'], route);
  }
});
