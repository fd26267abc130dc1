// One client on its WebSocket: frames, the handshake, then stanzas both ways.
//
// Emits nothing by itself; it tells `relay` of a finished handshake, of every stanza and of the end.
import { FrameReader, frame } from './frames.mjs';
import { Responder } from './noise.mjs';
import { decode, encode, node } from './nodes.mjs';
import { readPayload } from './registration.mjs';

const HEADER = Buffer.from([0x57, 0x41, 6, 3]);

export class Connection {
  #reader = new FrameReader();
  #noise = null;
  #outgoing = null;
  #incoming = null;
  #greeted = false;
  #closed = false;
  #refused = false;

  constructor(socket, relay) {
    this.socket = socket;
    this.relay = relay;
    this.device = null; // set by a login
    this.candidate = null; // set by a registration
    this.staticKey = null;
    this.routingInfo = null;
    // How the relay sends on this connection, to be changed by tests: zlib, and pieces of so many bytes.
    this.compress = relay.options.compress;
    this.pieces = relay.options.pieces;
    socket.on('message', (data, binary) => this.#receive(data, binary));
    socket.on('close', () => this.#ended());
    socket.on('error', () => {});
  }

  get open() {
    return !this.#closed && !this.#refused;
  }

  send(stanza) {
    if (this.#closed || !this.#outgoing) return;
    this.relay.trace('to', this, stanza);
    this.sendPlaintext(encode(stanza, { compress: this.compress }));
  }

  // Any bytes as a sealed frame: for what no proper server would say.
  sendPlaintext(plaintext) {
    if (!this.#closed) this.#write(frame(this.#outgoing.seal(plaintext)));
  }

  // Bytes that pass for a frame but open with no key.
  sendBrokenFrame() {
    this.#write(frame(Buffer.alloc(64, 0x5a)));
  }

  #write(bytes) {
    if (!this.pieces) {
      this.socket.send(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += this.pieces) this.socket.send(bytes.subarray(at, at + this.pieces));
  }

  // Says why, then closes. What the client still says is not heard any more.
  refuse(stanza) {
    this.send(stanza);
    this.#refused = true;
    this.relay.detach(this);
    this.socket.close();
  }

  streamError(code, ...content) {
    this.refuse(node('stream:error', { code }, content.length ? content : undefined));
  }

  failure(reason, attrs = {}) {
    this.refuse(node('failure', { reason, location: 'atn', ...attrs }));
  }

  // The network breaks: no close frame, nothing.
  cut() {
    this.socket.terminate();
  }

  #receive(data, binary) {
    if (this.#closed || this.#refused) return;
    try {
      if (!binary) throw new Error('a WebSocket message was text');
      for (const payload of this.#reader.push(data, (header, routing) => this.#introduce(header, routing)))
        this.#frame(payload);
    } catch (error) {
      this.relay.violation(this, error.message);
      this.cut();
    }
  }

  #introduce(header, routing) {
    if (!header.equals(HEADER))
      throw new Error(`the header is ${header.toString('hex')}, not ${HEADER.toString('hex')}`);
    this.routingInfo = routing ?? null;
    this.#noise = new Responder(this.relay.staticPair, header);
  }

  #frame(payload) {
    if (this.#incoming) {
      const stanza = decode(this.#incoming.open(payload));
      this.relay.trace('from', this, stanza);
      this.relay.receive(this, stanza);
    } else if (!this.#greeted) {
      this.#greeted = true;
      const chainFor = (key) => this.relay.authority.chain(key, this.relay.options.certificateFault);
      this.#write(frame(this.#noise.hello(payload, chainFor)));
    } else {
      const { staticKey, payload: last, incoming, outgoing } = this.#noise.finish(payload);
      this.staticKey = staticKey;
      this.#incoming = incoming;
      this.#outgoing = outgoing;
      this.relay.admit(this, readPayload(last));
    }
  }

  #ended() {
    if (this.#closed) return;
    this.#closed = true;
    this.relay.left(this);
  }

  toString() {
    return this.device ? this.device.jid() : 'an unpaired client';
  }
}
