// A gateway with the WhatsApp provider, a relay that stands in for WhatsApp, and a socket.io client that sees the events.
//
//   const { gateway, relay, events } = await startAccount(t);
//   const shop = await link(gateway, relay, events, 'shop-01', '4915100000002');
import { startRelay } from '../../clients/whatsapp/testing.mjs';
import { join } from '../clients.mjs';
import { configuration, start, temporaryDirectory } from '../gateway.mjs';

const PROVIDER = 'session_whatsapp';

// What a gateway needs to know of the relay. `whatsapp` overrides keys of the provider's configuration.
export function whatsappConfiguration(relay, whatsapp = {}) {
  return configuration({
    without: ['session_simulator'],
    plus: [
      { id: 'http_client' },
      {
        id: PROVIDER,
        config: { server_url: relay.url, root_key: relay.rootKey.toString('hex'), media_hosts: ['127.0.0.1'], ...whatsapp },
      },
    ],
    tables: { instances: { integrations: { 'WHATSAPP-BAILEYS': PROVIDER } } },
  });
}

// A further gateway, for the relay and the directory of an earlier one.
export async function startGateway(t, relay, { whatsapp, directory } = {}) {
  const gateway = await start(t, { config: whatsappConfiguration(relay, whatsapp), directory, env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
  return { gateway, events: await join(t, gateway, '/') };
}

export async function startAccount(t, { relay: relayOptions, whatsapp } = {}) {
  const directory = temporaryDirectory(t);
  const made = await startRelay(t, relayOptions);
  return { ...made, directory, ...(await startGateway(t, made.relay, { whatsapp, directory })) };
}

export async function create(gateway, name, more = {}) {
  return gateway.must('POST', '/instance/create', {
    body: { instanceName: name, integration: 'WHATSAPP-BAILEYS', websocket: { enabled: true, events: [] }, ...more },
  });
}

export const of = (name) => (envelope) => envelope.instance === name;
export const state = (name, wanted) => (envelope) => envelope.instance === name && envelope.data.state === wanted;

// Creates an instance and links it: resolves with {jid} when it is open.
export async function link(gateway, relay, events, name, number, options = {}) {
  await create(gateway, name);
  await gateway.must('GET', `/instance/connect/${name}`);
  const code = await events.event('qrcode.updated', of(name));
  const { jid } = await relay.scan(code.data.qrcode.code, { number, ...options });
  await events.event('connection.update', state(name, 'open'));
  return { jid };
}
