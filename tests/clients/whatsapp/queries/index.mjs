// Answers to the queries (iq) of a client that is logged in, by name space.
import { SERVER } from '../jids.mjs';
import { children, node, outline } from '../nodes.mjs';
import { abt, blocklist, clean, devices, passive, ping, picture, privacy, statistics, status } from './account.mjs';
import { appState } from './app_state.mjs';
import { business, catalog } from './business.mjs';
import { encrypt } from './encrypt.mjs';
import { QueryError } from './error.mjs';
import { groups } from './groups.mjs';
import { usync } from './usync.mjs';

const mediaConnection = ({ relay }) => [relay.media.connection()];

const BY_NAMESPACE = {
  abt,
  blocklist,
  encrypt,
  md: devices,
  passive,
  privacy,
  status,
  usync,
  'w:biz': business,
  'w:biz:catalog': catalog,
  'urn:xmpp:whatsapp:dirty': clean,
  'w:g2': groups,
  'w:m': mediaConnection,
  'w:p': ping,
  'w:profile:picture': picture,
  'w:stats': statistics,
  'w:sync:app:state': appState,
};

export function answerQuery(relay, connection, device, iq) {
  const { id, xmlns, type, to } = iq.attrs;
  const answer = (kind, content) => connection.send(node('iq', { type: kind, id, from: to ?? SERVER }, content));
  if (!id || !to || !['get', 'set'].includes(type))
    relay.violation(device, `sent ${outline(iq)}, which lacks id, to or type`);
  try {
    const answering = BY_NAMESPACE[xmlns];
    if (!answering) throw new QueryError(501, 'feature-not-implemented');
    // What a test wants to go wrong.
    const refused = relay.options.refuseQuery?.(iq, device);
    if (refused) throw new QueryError(refused, 'refused by the test');
    answer('result', answering({ relay, connection, device, iq, type, what: children(iq)[0] }));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    answer('error', [node('error', { code: error.code, text: error.text })]);
  }
}
