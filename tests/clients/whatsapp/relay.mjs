// A server that stands in for WhatsApp: clients register, are linked, log in and write to each
// other through it, on loopback and without a real phone.
//
//   const relay = await Relay.start();
//   ... a client connects to relay.url and trusts relay.rootKey ...
//   const { jid } = await relay.scan(qrText, { number: '4915100000001' });
//   await relay.until(({ from, stanza }) => from === jid && stanza.tag === 'presence');
//   await relay.close();
//   assert.deepEqual(relay.violations, []);
//
// It reads no message: what is encrypted between clients stays so. What it can check, it checks
// strictly, and whatever a client did wrong is a sentence in `violations`.
import crypto from 'node:crypto';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import { Curve } from 'baileys';
import { WebSocketServer } from 'ws';
import { Directory } from './accounts.mjs';
import { relayCall } from './calls.mjs';
import { Authority } from './certificate.mjs';
import { Connection } from './connection.mjs';
import { Delivery } from './delivery.mjs';
import { Groups } from './groups.mjs';
import { SERVER } from './jids.mjs';
import { login } from './login.mjs';
import { MediaHost } from './media_host.mjs';
import { relayMessage } from './messages.mjs';
import { node, outline } from './nodes.mjs';
import { Pairing } from './pairing.mjs';
import { relayChatState, relayPresence, wentAway } from './presence.mjs';
import { answerQuery } from './queries/index.mjs';
import { relayReceipt, settleAck } from './receipts.mjs';

const DEFAULTS = {
  compress: false, // send stanzas deflated
  pieces: 0, // cut what is sent into WebSocket messages of so many bytes
  certificateFault: null, // one of CERTIFICATE_FAULTS
  identityFault: null, // one of IDENTITY_FAULTS, for the next scans
  loginFailure: null, // answer every login with <failure> of that reason: 401, or {reason: 402, code, expire}
  edgeRouting: null, // bytes handed out after a login
  waitForBatch: true, // queued stanzas wait for the client's offline_batch
  refs: 6, // QR codes of one round
  groupAddressing: 'lid', // of groups that are made from now on; or pn
  refuseMessage: null, // (stanza, device) => an error code for its ack, or nothing
  refuseQuery: null, // (iq, device) => an error code, or nothing
  keepLog: 20_000, // stanzas of clients that until() can look back on
  trace: null, // function that is shown every stanza: (direction, who, outline)
};

export class Relay extends EventEmitter {
  #server = null;
  #sequence = 0;
  #pending = new Map();

  static async start(options = {}) {
    const relay = new Relay(options);
    await relay.#listen(options.port ?? 0);
    return relay;
  }

  constructor(options) {
    super();
    this.setMaxListeners(0);
    this.options = { ...DEFAULTS, ...options };
    this.authority = new Authority();
    this.staticPair = Curve.generateKeyPair();
    this.directory = new Directory();
    this.connections = new Set();
    this.violations = [];
    this.notes = []; // what is no violation and still not well done
    this.log = [];
    this.media = new MediaHost(this);
    this.groups = new Groups(this);
    this.pairing = new Pairing(this);
    this.delivery = new Delivery(this);
  }

  get url() {
    return `ws://127.0.0.1:${this.port}/ws/chat`;
  }

  get rootKey() {
    return this.authority.root.public;
  }

  get mediaHost() {
    return `127.0.0.1:${this.port}`;
  }

  // The stanza ids the relay makes itself, and the time in seconds.
  id(prefix = 'relay') {
    return `${prefix}-${++this.#sequence}`;
  }

  now() {
    return Math.floor(Date.now() / 1000);
  }

  async #listen(port) {
    const sockets = new WebSocketServer({ noServer: true });
    this.#server = http.createServer((request, response) => this.media.serve(request, response));
    this.#server.on('upgrade', (request, socket, head) => {
      if (new URL(request.url, 'http://relay').pathname !== '/ws/chat') {
        socket.destroy();
        return;
      }
      sockets.handleUpgrade(request, socket, head, (client) => {
        const connection = new Connection(client, this);
        this.connections.add(connection);
        this.emit('connection', connection);
      });
    });
    await new Promise((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
    this.port = this.#server.address().port;
  }

  // Ends every connection as a dying server would, and keeps the port and everything it knows.
  async stop() {
    for (const connection of this.connections) connection.cut();
    const server = this.#server;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  async restart() {
    await this.stop();
    await this.#listen(this.port);
  }

  async close() {
    await this.stop();
    this.emit('closed');
  }

  // --- what clients do

  violation(who, text) {
    this.violations.push(`${who}: ${text}`);
    this.emit('violation', `${who}: ${text}`);
  }

  note(who, text) {
    this.notes.push(`${who}: ${text}`);
  }

  trace(direction, connection, stanza) {
    this.options.trace?.(direction, String(connection), outline(stanza));
    if (direction !== 'from') return;
    const entry = { from: connection.device?.jid() ?? null, connection, stanza };
    this.log.push(entry);
    if (this.log.length > this.options.keepLog)
      this.log.splice(0, this.log.length - Math.floor(this.options.keepLog / 2));
    this.emit('stanza', entry);
  }

  admit(connection, who) {
    for (const problem of who.problems) this.violation(connection, problem);
    if (who.kind === 'registration') this.pairing.begin(connection, who.candidate);
    else login(this, connection, who);
  }

  receive(connection, stanza) {
    const { tag, attrs } = stanza;
    try {
      if (tag === 'iq' && (attrs.type === 'result' || attrs.type === 'error')) this.#answered(connection, stanza);
      else if (!connection.device) this.pairing.receive(connection, stanza);
      else this.#handle(connection, connection.device, stanza);
    } catch (error) {
      this.violation(connection, `${outline(stanza)} cannot be handled: ${error.stack}`);
    }
  }

  #handle(connection, device, stanza) {
    switch (stanza.tag) {
      case 'iq':
        return answerQuery(this, connection, device, stanza);
      case 'message':
        return relayMessage(this, device, stanza);
      case 'receipt':
        return relayReceipt(this, device, stanza);
      case 'ack':
        return settleAck(this, device, stanza);
      case 'presence':
        return relayPresence(this, device, stanza);
      case 'chatstate':
        return relayChatState(this, device, stanza);
      case 'call':
        return relayCall(this, device, stanza);
      case 'ib':
        return this.delivery.information(device, stanza);
      default:
        return this.violation(device, `sent ${outline(stanza)}, which no client sends`);
    }
  }

  left(connection) {
    this.connections.delete(connection);
    for (const [id, waiting] of this.#pending) {
      if (waiting.connection !== connection) continue;
      this.#pending.delete(id);
      waiting.reject(new Error(`${connection} left before it answered`));
    }
    this.detach(connection);
    this.emit('left', connection);
  }

  // From here on the device counts as away, though its socket may take a moment to close.
  detach(connection) {
    const { device } = connection;
    if (device?.connection !== connection) return;
    device.connection = null;
    wentAway(this, device);
  }

  // --- asking clients

  // Sends an iq and resolves with the answer, whether result or error.
  query(connection, attrs, content) {
    const id = this.id('ask');
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { connection, resolve, reject }));
    connection.send(node('iq', { from: SERVER, id, ...attrs }, content));
    return answer;
  }

  #answered(connection, stanza) {
    const waiting = this.#pending.get(stanza.attrs.id);
    if (waiting?.connection !== connection) {
      this.violation(connection, `answered ${outline(stanza)}, which nobody asked`);
      return;
    }
    this.#pending.delete(stanza.attrs.id);
    waiting.resolve(stanza);
  }

  // Resolves with the first entry of the log {from, connection, stanza} that `matches`, be it there
  // already or still to come.
  until(matches) {
    const found = this.log.find(matches);
    if (found) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const look = (entry) => {
        if (!matches(entry)) return;
        this.off('stanza', look);
        this.off('closed', gone);
        resolve(entry);
      };
      const gone = () => reject(new Error('the relay was closed while a test waited for a stanza'));
      this.on('stanza', look);
      this.once('closed', gone);
    });
  }

  // Resolves when that device is logged in and has been sent everything that waited for it.
  async online(jid) {
    const is = () => this.directory.device(jid)?.stage === 'live' && this.directory.device(jid).connection?.open;
    while (!is()) await new Promise((resolve) => this.once('live', resolve));
    return this.directory.device(jid);
  }

  // Resolves when that device is not connected.
  async offline(jid) {
    while (this.directory.device(jid)?.connection) await new Promise((resolve) => this.once('left', resolve));
  }

  // Resolves when that device has acknowledged everything it was sent.
  settled(jid) {
    return this.delivery.settled(this.directory.device(jid));
  }

  // --- playing the user of a phone

  account(number, options) {
    return this.directory.account(number, options);
  }

  // Links the client that shows this QR text. See Pairing.scan for the options.
  scan(qrText, options) {
    return this.pairing.scan(qrText, options);
  }

  // Links the client that shows this eight character code.
  enterLinkCode(code, options) {
    return this.pairing.enterLinkCode(code, options);
  }

  // The user removes a linked device in the phone's settings.
  unlink(jid) {
    const device = this.directory.device(jid);
    this.delivery.removeDevice(device);
    device.connection?.streamError(401, node('conflict', { type: 'device_removed' }));
  }

  // The user installs WhatsApp anew: another identity, and no linked devices any more.
  reinstall(number) {
    const account = this.account(number);
    for (const device of account.linked()) this.unlink(device.jid());
    account.renew();
    for (const [server, watchers] of account.watchers) {
      for (const device of [...watchers].flatMap((watcher) => watcher.linked())) {
        this.delivery.notify(device, { from: account.jid(server), type: 'encrypt' }, node('identity'));
      }
    }
  }

  // --- playing the trouble of the network and of the server; see faults.mjs for more

  connectionOf(jid) {
    const connection = this.directory.device(jid)?.connection;
    if (!connection) throw new Error(`${jid} is not connected`);
    return connection;
  }

  cut(jid) {
    this.connectionOf(jid).cut();
  }

  streamError(jid, code, ...content) {
    this.connectionOf(jid).streamError(code, ...content);
  }

  replaced(jid) {
    this.connectionOf(jid).refuse(node('stream:error', {}, [node('conflict', { type: 'replaced' })]));
  }

  ping(jid) {
    return this.query(this.connectionOf(jid), { type: 'get', xmlns: 'urn:xmpp:ping' });
  }

  // <ib> with this content: dirty, downgrade_webclient, ...
  inform(jid, ...content) {
    this.connectionOf(jid).send(node('ib', { from: SERVER }, content));
  }

  // Any stanza to one device, kept until it is acknowledged.
  deliver(jid, stanza) {
    this.delivery.send(this.directory.device(jid), stanza);
  }

  // `change(stanza, device)` sees every message on its way to a device and returns the stanzas that
  // go out in its place. Returns the function that takes it away again.
  intercept(change) {
    this.delivery.interceptors.add(change);
    return () => this.delivery.interceptors.delete(change);
  }

  // A message id as web clients make them, for stanzas of the phone's making.
  messageId() {
    return `3EB0${crypto.randomBytes(9).toString('hex').toUpperCase()}`;
  }
}
