// A WebSocket client that sends exactly the frames it is told to, broken ones included.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import net from 'node:net';
import { within } from './server.mjs';

export const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

// One frame as bytes.
export function frame(opcode, payload = '', { fin = true, rsv = 0, mask = true, length } = {}) {
  const data = Buffer.from(payload);
  const announced = length ?? data.length;
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const bit = mask ? 0x80 : 0;
  if (announced < 126) head.push(bit | announced);
  else if (announced < 65536) head.push(bit | 126, announced >> 8, announced & 255);
  else {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(announced));
    head.push(bit | 127, ...size);
  }
  if (!mask) return Buffer.concat([Buffer.from(head), data]);
  const key = crypto.randomBytes(4);
  return Buffer.concat([Buffer.from(head), key, data.map((byte, i) => byte ^ key[i % 4])]);
}

export const closeFrame = (code, reason = '') => frame(OP.close, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));

export class Ws {
  // Sends the opening request; `first` are bytes that follow it in the same segment.
  constructor(t, url, target, { headers = {}, first = Buffer.alloc(0), pongs = true, closes = true } = {}) {
    const { hostname, port } = new URL(url);
    this.pongs = pongs; // answers the heartbeat and hides it
    this.closes = closes; // answers a close frame
    this.inbox = [];
    this.waiting = [];
    this.rest = Buffer.alloc(0);
    this.socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
    t.after(() => this.socket.destroy());
    const lines = {
      Host: `${hostname}:${port}`,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': crypto.randomBytes(16).toString('base64'),
      ...headers,
    };
    this.key = lines['Sec-WebSocket-Key'];
    const text = Object.entries(lines).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(Buffer.concat([Buffer.from(`GET ${target} HTTP/1.1\r\n${text.join('')}\r\n`), first]));
    this.head = within(new Promise((resolve) => (this.gotHead = resolve)), `the answer to the opening of ${target}`);
    this.head.catch(() => {});
    this.socket.on('data', (part) => this.take(part));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      if (this.status === undefined) this.gotHead({ status: 0, headers: {}, body: '' });
      else if (this.status !== 101) this.gotHead({ status: this.status, headers: this.headers, body: this.rest.toString() });
      this.deliver({ end: true });
    });
  }

  take(part) {
    this.rest = Buffer.concat([this.rest, part]);
    if (this.status === undefined) {
      const end = this.rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [first, ...lines] = this.rest.subarray(0, end).toString('latin1').split('\r\n');
      this.headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
      this.status = Number(first.split(' ')[1]);
      this.rest = this.rest.subarray(end + 4);
      if (this.status === 101) this.gotHead({ status: 101, headers: this.headers, body: '' });
    }
    if (this.status === 101) while (this.takeFrame());
  }

  takeFrame() {
    const bytes = this.rest;
    if (bytes.length < 2) return false;
    let size = bytes[1] & 127;
    let at = 2;
    if (size === 126) {
      if (bytes.length < 4) return false;
      size = bytes.readUInt16BE(2);
      at = 4;
    } else if (size === 127) {
      if (bytes.length < 10) return false;
      size = Number(bytes.readBigUInt64BE(2));
      at = 10;
    }
    if (bytes.length < at + size) return false;
    assert.equal(bytes[0] & 0xf0, 0x80, 'the server sends whole messages without extensions');
    assert.equal(bytes[1] & 128, 0, 'the server does not mask');
    const payload = bytes.subarray(at, at + size);
    this.rest = bytes.subarray(at + size);
    switch (bytes[0] & 15) {
      case OP.text: this.deliver(payload.toString()); break;
      case OP.binary: this.deliver(Buffer.from(payload)); break;
      case OP.close:
        if (this.closes) this.write(frame(OP.close, payload));
        this.deliver({ close: size < 2 ? null : payload.readUInt16BE(0) });
        break;
      case OP.ping: this.deliver({ ping: payload.toString() }); break;
      case OP.pong: this.deliver({ pong: payload.toString() }); break;
      default: assert.fail(`opcode ${bytes[0] & 15}`);
    }
    return true;
  }

  deliver(message) {
    if (this.pongs && message === '2') return this.send('3');
    const waiter = this.waiting.shift();
    if (waiter) waiter(message);
    else this.inbox.push(message);
  }

  // The next message: a string, a Buffer, {close: code or null}, {pong: text} or {end: true}.
  next() {
    if (this.inbox.length > 0) return Promise.resolve(this.inbox.shift());
    return within(new Promise((resolve) => this.waiting.push(resolve)), 'a WebSocket message');
  }

  send(data) {
    this.write(frame(typeof data === 'string' ? OP.text : OP.binary, data));
  }

  write(...frames) {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(frames));
  }

  // What came until the connection ended; the close frame's code last (undefined: there was none).
  async end() {
    const messages = [];
    let code;
    for (;;) {
      const message = await this.next();
      if (message.end) return { messages, code };
      if ('close' in Object(message)) code = message.close;
      else messages.push(message);
    }
  }

  // Opens a session and answers the socket with its open packet taken.
  static async open(t, url, mount, { query = '', ...options } = {}) {
    const socket = new Ws(t, url, `${mount}?EIO=4&transport=websocket${query}`, options);
    const head = await socket.head;
    assert.equal(head.status, 101, head.body);
    const packet = await socket.next();
    assert.match(packet, /^0\{/);
    socket.open = JSON.parse(packet.slice(1));
    socket.sid = socket.open.sid;
    return socket;
  }

  // A WebSocket for a polling session, before its first packet.
  static async upgrade(t, url, polling, options) {
    const socket = new Ws(t, url, `${polling.mount}?EIO=4&transport=websocket&sid=${polling.sid}`, options);
    assert.equal((await socket.head).status, 101);
    return socket;
  }
}
