// A real Baileys client that talks to the relay.
//
//   const client = makeClient(relay);
//   await client.pair({ number: '4915100000001', name: 'Ada' });   // shows a QR, which the relay scans
//   await client.sock.sendMessage(other.number + '@s.whatsapp.net', { text: 'hello' });
//   const message = await client.message(({ message }) => message?.conversation === 'hello');
//
// Whatever it emitted is kept, so that waiting for an event is never too late.
import crypto from 'node:crypto';
import { EventEmitter } from 'node:events';
import makeWASocket, { WA_CERT_DETAILS, downloadMediaMessage, initAuthCreds } from 'baileys';
import { plainAgent, turnFetchToRelay } from './media_fetch.mjs';
import { memoryStore, silentLogger } from './memory_store.mjs';
import './quiet.mjs';

// Limits of Baileys' (on an upload of prekeys, on showing a QR code) whose timers it forgets to clear.
// They must not keep a process alive after its last test.
const FORGOTTEN_TIMERS_MS = [30_000, 60_000];
const realSetTimeout = globalThis.setTimeout;
globalThis.setTimeout = (callback, delay, ...rest) => {
  const timer = realSetTimeout(callback, delay, ...rest);
  return FORGOTTEN_TIMERS_MS.includes(delay) ? timer.unref() : timer;
};

const EVENTS = [
  'blocklist.update',
  'call',
  'chats.delete',
  'chats.update',
  'chats.upsert',
  'connection.update',
  'contacts.update',
  'contacts.upsert',
  'creds.update',
  'group-participants.update',
  'groups.update',
  'groups.upsert',
  'labels.association',
  'labels.edit',
  'lid-mapping.update',
  'message-receipt.update',
  'messages.delete',
  'messages.media-update',
  'messages.reaction',
  'messages.update',
  'messages.upsert',
  'messaging-history.set',
  'presence.update',
];

export class Client extends EventEmitter {
  constructor(relay, { history = false, config = {} } = {}) {
    super();
    this.setMaxListeners(0);
    this.relay = relay;
    this.config = config;
    // Baileys makes registration ids of one byte, 0 among them.
    this.auth = { creds: { ...initAuthCreds(), registrationId: crypto.randomInt(1, 16_381) }, keys: memoryStore() };
    // Baileys holds every event back for up to 20 s after its first login, to wait for history. A
    // count of earlier logins tells it that there is none to come.
    if (!history) this.auth.creds.accountSyncCounter = 1;
    this.events = [];
    this.troubles = []; // what Baileys logged as warnings and errors
    this.sent = new Map();
    this.sock = null;
    this.ended = false;
  }

  // Opens a connection; after a 515 another one follows by itself.
  connect() {
    WA_CERT_DETAILS.PUBLIC_KEY = this.relay.rootKey;
    turnFetchToRelay();
    this.sock = makeWASocket({
      auth: this.auth,
      waWebSocketUrl: this.relay.url,
      logger: silentLogger(this.troubles),
      browser: ['Linux', 'Chrome', '1.0'],
      fetchAgent: plainAgent(),
      // Without a limit on queries, whose timers would outlive a client that was cut off while it asked.
      defaultQueryTimeoutMs: undefined,
      retryRequestDelayMs: 0,
      getMessage: async ({ id }) => this.sent.get(id),
      ...this.config,
    });
    const { ev } = this.sock;
    for (const name of EVENTS) ev.on(name, (data) => this.#keep(name, data));
    // Kept before Baileys tells of it, for a retry that comes quickly.
    const { sendMessage } = this.sock;
    this.sock.sendMessage = async (...args) => {
      const made = await sendMessage(...args);
      if (made?.message) this.sent.set(made.key.id, made.message);
      return made;
    };
    return this;
  }

  #keep(name, data) {
    if (name === 'connection.update' && data.connection === 'close') {
      const code = data.lastDisconnect?.error?.output?.statusCode;
      if (code === 515 && !this.ended) queueMicrotask(() => this.connect());
    }
    const entry = { name, data };
    this.events.push(entry);
    this.emit('event', entry);
  }

  // Resolves with the first event {name, data} that `fits`, past or future.
  when(fits) {
    const found = this.events.find(fits);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => {
      const look = (entry) => {
        if (!fits(entry)) return;
        this.off('event', look);
        resolve(entry);
      };
      this.on('event', look);
    });
  }

  // The data of the first event of that name that `matches`.
  async event(name, matches = () => true) {
    return (await this.when((entry) => entry.name === name && matches(entry.data))).data;
  }

  // The first message that arrived, or was sent by another own device, that `matches`.
  async message(matches) {
    const data = await this.event('messages.upsert', ({ messages }) => messages.some(matches));
    return data.messages.find(matches);
  }

  // The first change of a message ({key, update}) that `matches`.
  async update(matches) {
    return (await this.event('messages.update', (updates) => updates.some(matches))).find(matches);
  }

  // Resolves when the sent message `id` has that status: 2 accepted, 3 delivered, 4 read, 5 played. While
  // Baileys holds events back it folds the change into the event of the message itself.
  reached(id, wanted) {
    return this.#whenStatus(id, (status) => status >= wanted);
  }

  // Resolves when the relay refused the sent message `id`.
  refused(id) {
    return this.#whenStatus(id, (status) => status === 0);
  }

  async #whenStatus(id, fits) {
    await this.when(
      ({ name, data }) =>
        (name === 'messages.update' && data.some(({ key, update }) => key.id === id && fits(update.status))) ||
        (name === 'messages.upsert' && data.messages.some((message) => message.key.id === id && fits(message.status))),
    );
  }

  // The same in a group, where each member counts: delivered or read by the account `by`.
  async reachedMember(id, by, what = 'receiptTimestamp') {
    const has = (receipt) => receipt.userJid === by && receipt[what];
    await this.when(
      ({ name, data }) =>
        (name === 'message-receipt.update' && data.some(({ key, receipt }) => key.id === id && has(receipt))) ||
        (name === 'messages.upsert' &&
          data.messages.some((message) => message.key.id === id && message.userReceipt?.some(has))),
    );
  }

  // How many messages match up to now.
  countMessages(matches) {
    return this.events
      .filter(({ name }) => name === 'messages.upsert')
      .flatMap(({ data }) => data.messages)
      .filter(matches).length;
  }

  text(wanted) {
    return this.message(({ message }) => textOf(message) === wanted);
  }

  async qr() {
    return (await this.event('connection.update', ({ qr }) => qr)).qr;
  }

  // Forgets what happened so far, so that the same event can be waited for again.
  forget() {
    this.events = [];
  }

  async pair(options) {
    if (!this.sock) this.connect();
    const { jid } = await this.relay.scan(await this.qr(), options);
    await this.opened();
    this.number = options.number;
    this.jid = jid;
    await this.relay.online(jid);
    await this.appear(options.name ?? `User ${options.number.slice(-4)}`);
    return this;
  }

  // Has a name and is there, so that what it receives counts as delivered.
  async appear(name) {
    const { me } = this.auth.creds;
    if (me.name !== name) this.sock.ev.emit('creds.update', { me: { ...me, name } });
    await this.sock.sendPresenceUpdate('available');
  }

  opened() {
    return this.event('connection.update', ({ connection }) => connection === 'open');
  }

  async closed() {
    const { lastDisconnect } = await this.event('connection.update', ({ connection }) => connection === 'close');
    return lastDisconnect?.error?.output?.statusCode;
  }

  // Again, after it was closed or cut.
  async reconnect() {
    this.forget();
    this.connect();
    await this.opened();
    await this.relay.online(this.jid);
  }

  get chat() {
    return `${this.number}@s.whatsapp.net`;
  }

  get lid() {
    return this.auth.creds.me.lid.replace(/:\d+@/, '@');
  }

  download(message) {
    return downloadMediaMessage(message, 'buffer', {});
  }

  async end() {
    this.ended = true;
    await this.sock?.end(undefined);
  }
}

export const makeClient = (relay, options) => new Client(relay, options);

export const textOf = (message) => message?.conversation ?? message?.extendedTextMessage?.text;
