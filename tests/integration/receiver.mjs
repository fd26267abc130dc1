// A receiver of webhooks on this machine.
import http from 'node:http';
import { PATIENCE_MS } from './gateway.mjs';

// Keeps what is posted to it; `answer(request, count)` gives the status, 200 by default.
export class Receiver {
  static async open(t) {
    const receiver = new Receiver();
    receiver.requests = [];
    receiver.answer = () => 200;
    receiver.server = http.createServer((request, response) => {
      const pieces = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        const kept = { at: Date.now(), method: request.method, path: request.url, headers: request.headers, text, body: JSON.parse(text) };
        receiver.requests.push(kept);
        kept.status = receiver.answer(kept, receiver.requests.length);
        response.writeHead(kept.status).end();
      });
    });
    await new Promise((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}`;
    t.after(() => {
      receiver.server.closeAllConnections();
      return new Promise((resolve) => receiver.server.close(resolve));
    });
    return receiver;
  }

  accepted() {
    return this.requests.filter((request) => request.status < 300);
  }

  async until(question, what) {
    const deadline = Date.now() + PATIENCE_MS;
    while (!question(this.requests)) {
      if (Date.now() > deadline) throw new Error(`waited in vain until ${what}: ${JSON.stringify(this.requests.map((r) => [r.path, r.status]))}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
