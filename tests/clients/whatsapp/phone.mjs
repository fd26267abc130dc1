// The primary device of an account: it shares keys with its linked devices, sends them history, and
// changes contacts, labels and chats; and it reads and writes messages like every other device.
//
//   const phone = new Phone(relay, '4915100000001');
//   await phone.shareKeys(jid);
//   phone.change('regular_low', [{ index: ['archive', chat], value: { archiveChatAction: { archived: true } } }]);
//   await phone.sendHistory(jid, { syncType: 0, conversations: [...] });
//
// Its Signal sessions are Baileys' own. Make it before clients write to its account: of what they sent
// earlier it has no keys, and what it cannot read it reports as a violation.
import { EventEmitter } from 'node:events';
import zlib from 'node:zlib';
import { addTransactionCapability, encodeWAMessage, parseAndInjectE2ESessions, proto, unpadRandomMax16 } from 'baileys';
import { makeLibSignalRepository } from 'baileys/lib/Signal/libsignal.js';
import { Collection, SyncKey } from './app_state.mjs';
import { HIDDEN, NUMBERS, parse } from './jids.mjs';
import { encryptMedia, sealMediaRetry } from './media_crypto.mjs';
import { memoryStore, silentLogger } from './memory_store.mjs';
import { relayMessage } from './messages.mjs';
import { child, children, node } from './nodes.mjs';
import { addPatch, collectionOf, tellOfCollection } from './queries/app_state.mjs';
import { encrypt } from './queries/encrypt.mjs';
import './quiet.mjs';

const { Type } = proto.Message.ProtocolMessage;

export class Phone extends EventEmitter {
  #tasks = Promise.resolve();

  constructor(relay, number, { answersKeyRequests = true } = {}) {
    super();
    this.relay = relay;
    this.account = relay.account(number);
    this.device = this.account.phone;
    this.answersKeyRequests = answersKeyRequests;
    this.keys = [new SyncKey()];
    this.collections = new Map();
    this.received = [];
    this.troubles = [];
    const logger = silentLogger(this.troubles);
    const creds = {
      signedIdentityKey: this.account.identity,
      signedPreKey: this.device.signedPrekeyPair,
      registrationId: this.device.registrationId,
    };
    const keys = addTransactionCapability(memoryStore(), logger, { maxCommitRetries: 1, delayBetweenTriesMs: 1 });
    this.signal = makeLibSignalRepository({ creds, keys }, logger, async (jids) =>
      jids.map((jid) => ({ pn: jid, lid: relay.directory.find(jid)?.jid(HIDDEN) })).filter(({ lid }) => lid),
    );
    relay.on('phone', ({ device, stanza }) => {
      if (device === this.device)
        this.#tasks = this.#tasks
          .then(() => this.#receive(stanza))
          .catch((error) => this.relay.violation(this.device, `its phone cannot read: ${error.message}`));
    });
    relay.on('patch', ({ account, name, author }) => {
      if (account === this.account && author !== this.device.jid()) this.#readPatch(name, author);
    });
  }

  // --- messages

  async #receive(stanza) {
    if (stanza.tag !== 'message') {
      this.emit(stanza.tag, stanza);
      return;
    }
    const author = stanza.attrs.participant ?? stanza.attrs.from;
    for (const { attrs, content } of children(stanza, 'enc')) {
      const sealed = { jid: author, type: attrs.type, ciphertext: Buffer.from(content) };
      const padded =
        attrs.type === 'skmsg'
          ? await this.signal.decryptGroupMessage({
              group: stanza.attrs.from,
              authorJid: author,
              msg: sealed.ciphertext,
            })
          : await this.signal.decryptMessage(sealed);
      const message = proto.Message.decode(unpadRandomMax16(padded));
      if (message.senderKeyDistributionMessage) {
        await this.signal.processSenderKeyDistributionMessage({
          authorJid: author,
          item: message.senderKeyDistributionMessage,
        });
      }
      const entry = { from: author, stanza, message };
      this.received.push(entry);
      this.emit('message', entry);
      if (
        this.answersKeyRequests &&
        message.protocolMessage?.type === Type.APP_STATE_SYNC_KEY_REQUEST &&
        parse(author).device > 0
      )
        await this.shareKeys(author);
    }
  }

  // Resolves with the first message {from, stanza, message} that `matches`, past or future.
  until(matches) {
    const found = this.received.find(matches);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => {
      const look = (entry) => {
        if (!matches(entry)) return;
        this.off('message', look);
        resolve(entry);
      };
      this.on('message', look);
    });
  }

  async #encrypt(device, message) {
    const jid = device.jid(HIDDEN);
    if (!(await this.signal.validateSession(jid)).exists) {
      const list = encrypt({
        relay: this.relay,
        device: this.device,
        type: 'get',
        what: node('key', {}, [node('user', { jid })]),
      });
      await parseAndInjectE2ESessions(node('iq', {}, list), this.signal);
    }
    const { type, ciphertext } = await this.signal.encryptMessage({ jid, data: encodeWAMessage(message) });
    return node('enc', { v: '2', type }, ciphertext);
  }

  // To one device alone, of this account or, as an attack, of another. Resolves with the message id.
  async sendTo(jid, message, { category = 'peer', id = this.relay.messageId() } = {}) {
    const device = this.relay.directory.device(jid);
    const enc = await this.#encrypt(device, message);
    this.relay.delivery.send(
      device,
      node(
        'message',
        {
          from: this.device.jid(NUMBERS),
          id,
          type: 'text',
          category,
          t: this.relay.now(),
          notify: this.account.name,
          addressing_mode: 'pn',
          ...(device.account === this.account ? {} : { sender_lid: this.account.jid(HIDDEN) }),
        },
        [enc],
      ),
    );
    return id;
  }

  // As somebody who types on the phone: to all devices of `to` (an address of a person), with copies for
  // the own ones. Resolves with the message id.
  async write(to, message, { id = this.relay.messageId(), type = 'text' } = {}) {
    const recipient = this.relay.directory.find(to);
    const { server } = parse(to);
    const copy = { deviceSentMessage: { destinationJid: to, message }, messageContextInfo: message.messageContextInfo };
    const participants = [];
    for (const account of new Set([recipient, this.account])) {
      for (const device of account.linked()) {
        participants.push(
          node('to', { jid: device.jid(server) }, [
            await this.#encrypt(device, account === this.account ? copy : message),
          ]),
        );
      }
    }
    relayMessage(this.relay, this.device, node('message', { id, to, type }, [node('participants', {}, participants)]));
    return id;
  }

  // --- app state

  get key() {
    return this.keys.at(-1);
  }

  keyShare() {
    return {
      protocolMessage: {
        type: Type.APP_STATE_SYNC_KEY_SHARE,
        appStateSyncKeyShare: {
          keys: this.keys.map(({ id, data }) => ({
            keyId: { keyId: id },
            keyData: {
              keyData: data,
              fingerprint: { rawId: this.account.rawId, currentIndex: this.account.keyIndex, deviceIndexes: [0] },
              timestamp: Date.now(),
            },
          })),
        },
      },
    };
  }

  shareKeys(jid) {
    return this.sendTo(jid, this.keyShare());
  }

  // From now on patches are under another key.
  rotateKey() {
    this.keys.push(new SyncKey(this.keys.length + 1));
  }

  collection(name) {
    if (!this.collections.has(name)) this.collections.set(name, new Collection(name));
    return this.collections.get(name);
  }

  // Puts changes ({index, value, operation}) into a collection and tells the linked devices. Options: `fault` (see
  // PATCH_FAULTS), `external` to have the mutations in a file.
  change(name, changes, { fault = null, external = false } = {}) {
    const put = (bytes) => this.#putFile('md-app-state', 'App State', bytes);
    addPatch(
      this.relay,
      this.account,
      name,
      this.collection(name).patch(this.key, changes, { fault, external: external ? put : null }),
    );
  }

  // Makes the collection's present state what a device gets that asks for a snapshot.
  publishSnapshot(name, { fault = null } = {}) {
    const collection = this.collection(name);
    const reference = proto.ExternalBlobReference.encode(
      this.#putFile('md-app-state', 'App State', collection.snapshot(this.key, { fault })),
    ).finish();
    collectionOf(this.account, name).snapshot = { version: collection.version, reference };
  }

  announce(name) {
    tellOfCollection(this.relay, this.account, name);
  }

  #readPatch(name, author) {
    try {
      const { bytes } = collectionOf(this.account, name).patches.at(-1);
      const changes = this.collection(name).read(bytes, (id) => this.keys.find((key) => key.id.equals(id)));
      this.emit('changes', { name, author, changes });
    } catch (error) {
      this.relay.violation(author, error.message);
    }
  }

  // --- history

  // One chunk. `history` is a HistorySync; options: `inline` to have it in the message itself, `change` to damage the
  // notification. Resolves with the message id.
  async sendHistory(jid, history, { inline = false, change = (notification) => notification } = {}) {
    const bytes = zlib.deflateSync(proto.HistorySync.encode(proto.HistorySync.fromObject(history)).finish());
    const { syncType, chunkOrder = 0, progress = 100 } = history;
    const notification = {
      syncType,
      chunkOrder,
      progress,
      ...(inline ? { initialHistBootstrapInlinePayload: bytes } : this.#putFile('md-msg-hist', 'History', bytes)),
    };
    return this.sendTo(jid, {
      protocolMessage: { type: Type.HISTORY_SYNC_NOTIFICATION, historySyncNotification: change(notification) },
    });
  }

  // Answers a device that could not download a file: `receipt` as the event "receipt" brought it, and where the file is
  // now, or an error code.
  answerMediaRetry({ attrs, content }, { mediaKey, directPath, error }) {
    const rmr = child({ content }, 'rmr');
    const answer =
      error === undefined
        ? proto.MediaRetryNotification.encode({ stanzaId: attrs.id, directPath, result: 1 }).finish()
        : proto.MediaRetryNotification.encode({ stanzaId: attrs.id, result: error }).finish();
    const { sealed, iv } = sealMediaRetry(mediaKey, attrs.id, answer);
    const told = node('encrypt', {}, [node('enc_p', {}, sealed), node('enc_iv', {}, iv)]);
    const about = { from: this.device.jid(NUMBERS), type: 'mediaretry', id: attrs.id };
    this.relay.delivery.notify(this.relay.directory.device(attrs.from), about, rmr, told);
  }

  #putFile(type, kind, bytes) {
    const { file, ...reference } = encryptMedia(kind, bytes);
    const { directPath } = this.relay.media.store(type, file);
    const size = kind === 'History' ? { fileLength: bytes.length } : { fileSizeBytes: bytes.length };
    return { ...reference, ...size, directPath };
  }
}
