// N Baileys clients in one process, started by bench.mjs as a child: they show QR codes, log in, and receive.
//
// Messages of the parent: {connect: [names]}, {settle: true}. Answers: {qr, name}, {open, name}, {lost, name}, {settled}.
import { makeClient } from '../../clients/whatsapp/client.mjs';

const relay = { url: process.env.RELAY_URL, rootKey: Buffer.from(process.env.RELAY_ROOT_KEY, 'hex') };
const clients = new Map();

function connect(name) {
  const client = makeClient(relay);
  clients.set(name, client);
  client.on('event', ({ name: event, data }) => {
    if (event === 'connection.update') {
      const code = data.lastDisconnect?.error?.output?.statusCode;
      if (data.qr) process.send({ qr: data.qr, name });
      if (data.connection === 'open') process.send({ open: true, name });
      if (data.connection === 'close' && code !== 515) process.send({ lost: code ?? 0, name });
    }
    client.forget(); // it is measured, not tested: nothing is kept
  });
  client.connect();
}

process.on('message', (message) => {
  for (const name of message.connect ?? []) connect(name);
  if (message.settle) {
    globalThis.gc?.();
    process.send({ settled: true });
  }
});
process.on('disconnect', () => process.exit(0));
