// Requests as a polling client makes them. A session keeps its connections, so a poll that has been
// written is at the server before anything that is sent over a connection that begins later.
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { within } from './server.mjs';

export const RS = '\x1e';

// A request that may be aborted: answers {status, headers, body, text} or throws when its connection ends.
// Its `sent` is done when the request has left.
export function request(url, method, target, { body, headers = {}, agent = false } = {}) {
  const sent = http.request(url + target, {
    method,
    agent,
    headers: { ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers },
  });
  const answer = new Promise((resolve, reject) => {
    sent.on('response', (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(parts);
        resolve({ status: response.statusCode, headers: response.headers, body: bytes, text: bytes.toString() });
      });
    });
    sent.on('error', reject);
  });
  answer.catch(() => {});
  const left = new Promise((resolve) => sent.end(body, resolve));
  const waited = within(answer, `the answer to ${method} ${target}`);
  waited.catch(() => {});
  return Object.assign(waited, { sent: left, abort: () => sent.destroy() });
}

// Exact bytes; answers everything that comes back until the server ends the connection.
export function bytesBack(url, ...parts) {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port) });
  const back = new Promise((resolve) => {
    const got = [];
    socket.on('data', (part) => got.push(part));
    socket.on('error', () => resolve(Buffer.concat(got).toString('latin1')));
    socket.on('close', () => resolve(Buffer.concat(got).toString('latin1')));
  });
  for (const part of parts) socket.write(part);
  return within(back, 'the end of a connection');
}

export class Polling {
  // Makes the handshake; `query` begins with & when it is given.
  static async open(url, mount, query = '') {
    const session = new Polling();
    session.url = url;
    const target = `${mount}?EIO=4&transport=polling${query}`;
    session.agent = new http.Agent({ keepAlive: true });
    session.handshake = await request(url, 'GET', target, { agent: session.agent });
    assert.equal(session.handshake.status, 200, session.handshake.text);
    session.open = JSON.parse(session.handshake.text.slice(1));
    session.sid = session.open.sid;
    session.mount = mount;
    session.target = `${target}&sid=${session.sid}`;
    return session;
  }

  request(method, options) {
    return request(this.url, method, this.target, { agent: this.agent, ...options });
  }

  get() {
    return this.request('GET');
  }

  post(body, headers) {
    return this.request('POST', { body, headers });
  }

  async send(body) {
    const answer = await this.post(body);
    assert.deepEqual([answer.status, answer.text], [200, 'ok']);
  }

  // The packets of the next answers, pings answered and left out, until there are `count`.
  async receive(count = 1) {
    const packets = [];
    while (packets.length < count) {
      const answer = await this.get();
      assert.equal(answer.status, 200, `${answer.status} ${answer.text} after ${JSON.stringify(packets)}`);
      for (const packet of answer.text.split(RS)) {
        if (packet === '2') await this.send('3');
        else packets.push(packet);
      }
    }
    return packets;
  }

  // Posts and says how that ended: a status, or `dropped`.
  async attempt(body, headers) {
    try {
      return (await this.post(body, headers)).status;
    } catch {
      return 'dropped';
    }
  }

  async assertGone(what = 'the session is gone') {
    const answer = await this.get();
    assert.deepEqual([answer.status, answer.text], [400, '{"code":1,"message":"Session ID unknown"}'], what);
  }

  // What an orderly end looks like to a client without a pending poll.
  async assertEndedOrderly(what) {
    const last = await this.get();
    assert.deepEqual([last.status, last.text], [200, `6${RS}1`], what);
    await this.assertGone(what);
  }
}
