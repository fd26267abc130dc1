import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { PATCH_FAULTS, Collection, REMOVE, SyncKey } from './app_state.mjs';
import { textOf } from './client.mjs';
import { Phone } from './phone.mjs';
import { startRelay, takeViolations } from './testing.mjs';

const ADA = { number: '4915100000001', name: 'Ada' };
const BOB = { number: '4915100000002', name: 'Bob' };
const CHECKED = { config: { appStateMacVerification: { patch: true, snapshot: true } } };

const archive = (chat, archived = true) => ({
  index: ['archive', chat],
  value: { archiveChatAction: { archived } },
  version: 3,
});
const contact = (jid, fullName) => ({
  index: ['contact', jid],
  value: { contactAction: { fullName, firstName: fullName } },
  version: 2,
});

test('a collection takes in its own patches, in any mix of keys, and no faulty one', () => {
  const [first, second] = [new SyncKey(1), new SyncKey(2)];
  const keyOf = (id) => [first, second].find((key) => key.id.equals(id));
  const [writer, reader] = [new Collection('regular_low'), new Collection('regular_low')];
  const pass = (bytes) => reader.read(bytes, keyOf);
  assert.deepEqual(
    pass(writer.patch(first, [archive('a'), archive('b')])).map(({ index }) => index[1]),
    ['a', 'b'],
  );
  pass(writer.patch(first, [archive('a', false), archive('a', true)]));
  pass(writer.patch(second, [{ ...archive('b'), operation: REMOVE }]));
  assert.deepEqual(reader.hash, writer.hash);
  for (const fault of PATCH_FAULTS) {
    const copy = Object.assign(new Collection('regular_low'), {
      version: reader.version,
      hash: Buffer.from(reader.hash),
      records: new Map(reader.records),
    });
    assert.throws(() => copy.read(writer.patch(second, [archive('c')], { fault }), keyOf), fault);
  }
  pass(writer.patch(second, [archive('c')]));
});

test('keys that the phone shares open its patches and snapshots', async (t) => {
  const { relay, client } = await startRelay(t);
  const phone = new Phone(relay, ADA.number);
  phone.change('critical_unblock_low', [contact('4915100000009@s.whatsapp.net', 'Nina')]);
  phone.publishSnapshot('critical_unblock_low');
  const ada = await client(ADA, CHECKED);
  await phone.shareKeys(ada.jid);
  await ada.event('creds.update', ({ myAppStateKeyId }) => myAppStateKeyId);

  phone.change('critical_unblock_low', [contact('4915100000008@s.whatsapp.net', 'Otto')]);
  const named = (name) => (contacts) => contacts.some((each) => each.name === name);
  await ada.event('contacts.upsert', named('Otto'));
  await ada.event('contacts.upsert', named('Nina'));

  phone.change('regular_low', [archive('4915100000009@s.whatsapp.net')], { external: true });
  await ada.event('chats.update', (chats) => chats.some(({ archived }) => archived === true));
  phone.change('regular', [
    { index: ['label_edit', '7'], value: { labelEditAction: { name: 'urgent', color: 2 } }, version: 3 },
  ]);
  assert.equal((await ada.event('labels.edit')).name, 'urgent');
});

test('a patch of a client is read by the phone and reaches the other device', async (t) => {
  const { relay, client } = await startRelay(t);
  const phone = new Phone(relay, ADA.number);
  const first = await client(ADA, CHECKED);
  const second = await client(ADA, CHECKED);
  for (const each of [first, second]) {
    await phone.shareKeys(each.jid);
    await each.event('creds.update', ({ myAppStateKeyId }) => myAppStateKeyId);
  }
  const changed = once(phone, 'changes');
  await first.sock.chatModify({ pin: true }, '4915100000009@s.whatsapp.net');
  const [{ name, author, changes }] = await changed;
  assert.deepEqual(
    [name, author, changes[0].index],
    ['regular_low', first.jid, ['pin_v1', '4915100000009@s.whatsapp.net']],
  );
  await second.event('chats.update', (chats) => chats.some(({ pinned }) => pinned));
});

test('a patch with a wrong MAC is noticed', async (t) => {
  const { relay, client } = await startRelay(t);
  const phone = new Phone(relay, ADA.number);
  const ada = await client(ADA);
  await phone.shareKeys(ada.jid);
  const { myAppStateKeyId } = await ada.event('creds.update', (update) => update.myAppStateKeyId);
  const key = await ada.auth.keys.get('app-state-sync-key', [myAppStateKeyId]);
  key[myAppStateKeyId].keyData[3] ^= 1;
  await ada.sock.chatModify({ pin: true }, '4915100000009@s.whatsapp.net');
  assert.match(takeViolations(relay).join('\n'), /MAC of a value is wrong/);
});

for (const inline of [true, false]) {
  test(`history arrives ${inline ? 'within its message' : 'as a file'}, and ends the wait for it`, async (t) => {
    const { relay, unpaired } = await startRelay(t);
    const phone = new Phone(relay, ADA.number);
    const ada = unpaired({ history: true });
    await ada.pair(ADA);
    await phone.shareKeys(ada.jid);
    const chat = '4915100000009@s.whatsapp.net';
    await phone.sendHistory(
      ada.jid,
      {
        syncType: 0,
        conversations: [
          {
            id: chat,
            name: 'Nina',
            unreadCount: 2,
            messages: [
              {
                message: {
                  key: { remoteJid: chat, fromMe: false, id: 'OLD1' },
                  message: { conversation: 'long ago' },
                  messageTimestamp: 1_700_000_000,
                },
              },
            ],
          },
        ],
        phoneNumberToLidMappings: [{ pnJid: chat, lidJid: '280000000000009@lid' }],
      },
      { inline },
    );
    const history = await ada.event('messaging-history.set');
    assert.equal(textOf(history.messages[0].message), 'long ago');
    assert.equal(history.chats[0].id, chat);
    await relay.until(({ stanza }) => stanza.tag === 'receipt' && stanza.attrs.type === 'hist_sync');
  });
}

test('somebody else cannot share keys', async (t) => {
  const { relay, client } = await startRelay(t);
  const stranger = new Phone(relay, BOB.number);
  const ada = await client(ADA);
  await stranger.sendTo(ada.jid, stranger.keyShare(), { category: undefined });
  await relay.settled(ada.jid);
  assert.equal(ada.auth.creds.myAppStateKeyId, undefined);
});

test('what is typed on the phone reaches the other side and the own devices, and is answered', async (t) => {
  const { relay, client } = await startRelay(t);
  const [ada, bob] = await Promise.all([client(ADA), client(BOB)]);
  const phone = new Phone(relay, ADA.number);
  await phone.write(bob.chat, { conversation: 'typed on the phone' });
  const copy = await ada.text('typed on the phone');
  assert.deepEqual([copy.key.fromMe, copy.key.remoteJid], [true, bob.chat]);
  await bob.text('typed on the phone');
  await bob.sock.sendMessage(ada.chat, { text: 'seen on the phone?' });
  await phone.until(({ message }) => textOf(message) === 'seen on the phone?');
  await ada.sock.sendMessage(bob.chat, { text: 'copy for the phone' });
  const own = await phone.until(({ message }) => textOf(message.deviceSentMessage?.message) === 'copy for the phone');
  assert.equal(own.stanza.attrs.recipient, bob.chat);
});
