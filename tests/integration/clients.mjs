// Clients for the tests: the official Socket.IO client with an inbox to wait on, and a bare WebSocket.
import { createRequire } from 'node:module';
import { PATIENCE_MS } from './gateway.mjs';

const require = createRequire(new URL('../clients/package.json', import.meta.url));
export const { io, Manager } = require('socket.io-client');
export const WebSocket = require('ws');

// Answers like the promise, or fails with `what` when it takes too long.
export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what()}`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// One Socket.IO socket and everything it has received.
export class Client {
  constructor(socket) {
    this.socket = socket;
    this.inbox = []; // [event name, ...arguments]
    this.watchers = new Set();
    socket.onAny((...packet) => {
      this.inbox.push(packet);
      for (const watcher of [...this.watchers]) watcher();
    });
    socket.on('disconnect', (reason) => {
      this.disconnected = reason;
      for (const watcher of [...this.watchers]) watcher();
    });
  }

  // The first envelope named `event` (past or future) that `fits`.
  async event(event, fits = () => true) {
    const find = () => this.inbox.find(([name, envelope]) => name === event && fits(envelope));
    await this.when(find, () => `"${event}"; the client got ${JSON.stringify(this.names())}`);
    return find()[1];
  }

  // All envelopes so far named `event`.
  all(event) {
    return this.inbox.filter(([name]) => name === event).map(([, envelope]) => envelope);
  }

  names() {
    return this.inbox.map(([name]) => name);
  }

  when(holds, what) {
    return within(
      new Promise((resolve) => {
        const watcher = () => {
          if (!holds()) return;
          this.watchers.delete(watcher);
          resolve();
        };
        this.watchers.add(watcher);
        watcher();
      }),
      what,
    );
  }

  async ended() {
    await this.when(() => this.disconnected !== undefined, () => 'the end of the connection');
    return this.disconnected;
  }

  // Emits with an acknowledgement and answers its arguments.
  async ask(...packet) {
    return within(new Promise((resolve) => this.socket.emit(...packet, (...answer) => resolve(answer))), () => 'the acknowledgement');
  }
}

function options({ key, ...more } = {}) {
  return {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: PATIENCE_MS,
    ...(key ? { query: { apikey: key } } : {}),
    ...more,
  };
}

// Joins a namespace with the official client. Fails with the server's words when refused.
export async function join(t, gateway, namespace = '/', more = {}) {
  const socket = io(gateway.url + namespace, options({ key: gateway.key, ...more }));
  t.after(() => socket.disconnect());
  const client = new Client(socket);
  await within(
    new Promise((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', (error) => {
        // The words of a refused WebSocket handshake are in the HTTP answer that the client hides.
        reject(Object.assign(new Error(error.message), { data: error.data, context: error.context }));
      });
    }),
    () => `the connection to ${namespace}`,
  );
  return client;
}

// Joins another namespace over the connection of `client`.
export async function joinAlso(t, client, namespace) {
  const socket = client.socket.io.socket(namespace);
  t.after(() => socket.disconnect());
  const other = new Client(socket);
  await within(
    new Promise((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
    }),
    () => `the connection to ${namespace}`,
  );
  return other;
}

// Joins and answers the message of the refusal, or null when the gateway let the client in.
export async function refusal(t, gateway, namespace, more) {
  try {
    await join(t, gateway, namespace, more);
    return null;
  } catch (error) {
    return error.message;
  }
}

// A WebSocket without any Socket.IO: messages as they come.
export class RawSocket {
  constructor(url, more = {}) {
    this.socket = new WebSocket(url, more);
    this.inbox = [];
    this.watchers = new Set();
    const wake = () => [...this.watchers].forEach((watcher) => watcher());
    this.socket.on('open', wake);
    this.socket.on('message', (data, binary) => {
      this.inbox.push(binary ? data : data.toString());
      wake();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      wake();
    });
    this.socket.on('unexpected-response', (request, response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => {
        this.refused = { status: response.statusCode, headers: response.headers, body };
        wake();
      });
    });
    this.socket.on('error', (error) => {
      this.error = error;
      wake();
    });
  }

  async when(holds, what) {
    await within(
      new Promise((resolve) => {
        const watcher = () => {
          if (!holds()) return;
          this.watchers.delete(watcher);
          resolve();
        };
        this.watchers.add(watcher);
        watcher();
      }),
      () => `${what}; so far ${JSON.stringify(this.inbox.slice(-5))}`,
    );
  }

  // The first message that `fits`, past or future.
  async message(fits, what = 'a message') {
    await this.when(() => this.inbox.some(fits), what);
    return this.inbox.find(fits);
  }

  async refusal() {
    await this.when(() => this.refused !== undefined, 'a refusal');
    return this.refused;
  }

  async close() {
    await this.when(() => this.closed !== undefined, 'the close');
    return this.closed;
  }

  send(data) {
    this.socket.send(data);
  }
}

export function raw(t, gateway, target, more) {
  const socket = new RawSocket(gateway.url.replace('http', 'ws') + target, more);
  t.after(() => socket.socket.terminate());
  return socket;
}

// A raw Socket.IO session over WebSocket that has joined `namespace`.
export async function rawSession(t, gateway, namespace = '/', key = gateway.key) {
  const socket = raw(t, gateway, `/socket.io/?EIO=4&transport=websocket&apikey=${encodeURIComponent(key)}`);
  await socket.message((text) => typeof text === 'string' && text.startsWith('0{'), 'the open packet');
  socket.send(namespace === '/' ? '40' : `40${namespace},`);
  await socket.message((text) => typeof text === 'string' && text.startsWith('40'), 'the answer to CONNECT');
  return socket;
}
