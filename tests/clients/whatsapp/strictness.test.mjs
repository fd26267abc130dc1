import assert from 'node:assert/strict';
import { test } from 'node:test';
import { node } from './nodes.mjs';
import { startRelay, takeViolations } from './testing.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };
const BOB = { number: '4915100000002', name: 'Bob' };
const CLEO = { number: '4915100000003', name: 'Cleo' };

// What the relay found in a stanza, once it has looked at it.
async function verdict(relay, client, stanza) {
  const { id } = stanza.attrs;
  await client.sock.sendNode(stanza);
  await relay.until((entry) => entry.stanza.attrs.id === id && entry.from === client.jid);
  await client.sock.query(node('iq', { to: '@s.whatsapp.net', type: 'get', xmlns: 'w:p' }, [node('ping')]));
  return takeViolations(relay).join('\n');
}

test('what is wrong about an encrypted message is noticed without reading it', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob, cleo] = await Promise.all([client(ADA), client(BOB), client(CLEO)]);
  await ada.sock.sendMessage(bob.chat, { text: 'hello' });
  await bob.text('hello');
  const { stanza } = relay.log.find((entry) => entry.from === ada.jid && entry.stanza.tag === 'message');
  const again = (id, change = (part) => part) => node('message', { ...stanza.attrs, id }, stanza.content.map(change));

  assert.equal(await verdict(relay, ada, again('SAME')), '', 'the same again is no violation');
  const bare = again('BARE', (part) => (part.tag === 'device-identity' ? null : part));
  assert.match(await verdict(relay, ada, bare), /no device-identity beside it/);
  const forged = again('FORGED', (part) => {
    if (part.tag !== 'device-identity') return part;
    const content = Buffer.from(part.content);
    content[content.length - 40] ^= 1;
    return { ...part, content };
  });
  assert.match(await verdict(relay, ada, forged), /device signature is wrong/);
  const stolen = await verdict(relay, cleo, again('STOLEN'));
  assert.match(stolen, /carries another identity than its sender registered/);
  assert.match(stolen, /was handed to another device/);
  const short = again('SHORT', (part) =>
    part.tag === 'participants'
      ? node('participants', {}, [
          node('to', { jid: bob.jid }, [node('enc', { v: '2', type: 'msg' }, Buffer.from('nonsense'))]),
        ])
      : part,
  );
  assert.match(await verdict(relay, ada, short), /begins with 110, not 51/);
});

test('acks of nothing, unknown receipts and stray answers are noticed', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  const ack = node('ack', { class: 'notification', id: 'NEVER', to: '4915100000002@s.whatsapp.net' });
  assert.match(await verdict(relay, ada, ack), /what it was never sent/);
  const receipt = node('receipt', { id: 'ODD', to: '4915100000002@s.whatsapp.net', type: 'eaten' });
  assert.match(await verdict(relay, ada, receipt), /a receipt of the type eaten/);
  const answer = node('iq', { id: 'UNASKED', to: '@s.whatsapp.net', type: 'result' });
  assert.match(await verdict(relay, ada, answer), /which nobody asked/);
});

test('prekeys that repeat, or come with a wrong signature, are noticed', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  const { stanza } = relay.log.find((entry) => entry.stanza.content?.some?.(({ tag }) => tag === 'registration'));
  const upload = (id, change) => node('iq', { ...stanza.attrs, id }, stanza.content.map(change));
  relay.directory.device(ada.jid).prekeys.clear(); // all handed out
  assert.match(
    await verdict(
      relay,
      ada,
      upload('AGAIN', (part) => part),
    ),
    /which it used before/,
  );
  const forged = upload('FORGED', (part) => {
    if (part.tag !== 'skey') return part;
    const signature = (key) => (key.tag === 'signature' ? { ...key, content: Buffer.alloc(64, 7) } : key);
    return { ...part, content: part.content.map(signature) };
  });
  assert.match(await verdict(relay, ada, forged), /signature of the signed prekey is wrong/);
});

test('bytes that are no frame of this connection end it', async (t) => {
  const { relay, client } = await startRelay(t);
  const ada = await client(ADA);
  ada.forget();
  ada.sock.ws.socket.send(Buffer.from([0, 0, 20, ...Buffer.alloc(20)]));
  assert.equal(await ada.closed(), 428);
  assert.equal(takeViolations(relay).length, 1);
});
