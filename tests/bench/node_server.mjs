// The other server of the benchmark: the official Socket.IO server on Node, doing only the fan-out.
// Same door as the gateway: POST /simulator/<namespace>/load asks for events.
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../clients/package.json', import.meta.url));
const { Server } = require('socket.io');

let sequence = 0;

function publish(namespace, name, size) {
  const data = { ts: String(process.hrtime.bigint()), seq: String(++sequence), pad: '' };
  data.pad = 'x'.repeat(Math.max(0, size - 220));
  namespace.emit('messages.upsert', {
    event: 'messages.upsert',
    instance: name,
    data,
    date_time: new Date().toISOString(),
    sender: '5511960000009@s.whatsapp.net',
    apikey: null,
  });
}

function load(namespace, name, { rate, size, count }) {
  const start = process.hrtime.bigint();
  let sent = 0;
  const turn = () => {
    // Rate 0: as fast as they come.
    const due = rate > 0 ? Math.min(count, 1 + Math.floor((Number(process.hrtime.bigint() - start) / 1e9) * rate)) : count;
    while (sent < due) {
      publish(namespace, name, size);
      sent += 1;
    }
    if (sent < count) setTimeout(turn, Math.max(1, Math.floor(1000 / rate)));
  };
  turn();
}

const server = http.createServer((request, response) => {
  const name = /^\/simulator\/([^/]+)\/load$/.exec(request.url)?.[1];
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    if (!name) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-length': 2 }).end('{}');
    load(io.of(`/${name}`), name, JSON.parse(body));
  });
});
const io = new Server(server, { perMessageDeflate: false, serveClient: false });
io.of('/bench');
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
