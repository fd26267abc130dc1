import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { test } from 'node:test';
import { Phone } from './phone.mjs';
import { startRelay } from './testing.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };
const BOB = { number: '4915100000002', name: 'Bob' };

test('a document goes up encrypted and comes down as it was', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  const file = crypto.randomBytes(100_000);
  await ada.sock.sendMessage(bob.chat, {
    document: file,
    mimetype: 'application/octet-stream',
    fileName: 'noise.bin',
    caption: 'some noise',
  });
  const received = await bob.message(({ message }) => message?.documentWithCaptionMessage || message?.documentMessage);
  assert.deepEqual(await bob.download(received), file);
  assert.deepEqual(
    relay.media.requests.map(({ method }) => method),
    ['POST', 'GET'],
  );
});

test('a file that is gone cannot be downloaded', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  await ada.sock.sendMessage(bob.chat, {
    audio: crypto.randomBytes(500),
    mimetype: 'audio/ogg; codecs=opus',
    ptt: true,
    seconds: 1,
    waveform: new Uint8Array(64),
  });
  const received = await bob.message(({ message }) => message?.audioMessage);
  assert.equal(received.message.audioMessage.ptt, true);
  relay.media.forget(received.message.audioMessage.directPath);
  await assert.rejects(bob.download(received));
});

test('a file that is gone is put up again by the phone', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  const phone = new Phone(relay, BOB.number);
  const file = crypto.randomBytes(500);
  await ada.sock.sendMessage(bob.chat, { document: file, mimetype: 'application/octet-stream', fileName: 'noise.bin' });
  const received = await bob.message(({ message }) => message?.documentMessage);
  const { mediaKey, directPath } = received.message.documentMessage;
  phone.once('receipt', (receipt) => {
    const moved = relay.media.move(directPath);
    phone.answerMediaRetry(receipt, { mediaKey, directPath: moved });
  });
  const renewed = await bob.sock.updateMediaMessage(received);
  assert.notEqual(renewed.message.documentMessage.directPath, directPath);
  assert.deepEqual(await bob.download(renewed), file);
});

test('a picture of an account is set, told and fetched', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  await bob.sock.sendMessage(ada.chat, { text: 'hello' }); // from now on Bob is told of changes
  await ada.text('hello');
  await assert.rejects(bob.sock.profilePictureUrl(ada.chat, 'image'), /item-not-found/);
  const image = crypto.randomBytes(300);
  await ada.sock.query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'w:profile:picture' },
    content: [{ tag: 'picture', attrs: { type: 'image' }, content: image }],
  });
  await bob.event('contacts.update', (updates) => updates.some(({ imgUrl }) => imgUrl === 'changed'));
  const url = await bob.sock.profilePictureUrl(ada.chat, 'image');
  const response = await fetch(url);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), image);
  assert.equal(relay.account(ADA.number).picture.image.length, 300);
});
