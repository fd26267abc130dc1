// usync: who exists, under which hidden id, with which devices.
import { keyIndexList } from '../adv.mjs';
import { HIDDEN, NUMBERS, format, parse } from '../jids.mjs';
import { child, children, node, text } from '../nodes.mjs';
import { QueryError } from './error.mjs';

export function usync({ relay, device, iq }) {
  const asked = child(iq, 'usync');
  const wanted = children(child(asked, 'query')).map(({ tag }) => tag);
  if (!asked || wanted.length === 0) throw new QueryError(400, 'bad-request');
  const list = children(child(asked, 'list'), 'user').map((user) => answerUser(relay, device, wanted, user));
  return [
    node(
      'usync',
      { sid: asked.attrs.sid, mode: asked.attrs.mode, last: 'true', index: '0', context: asked.attrs.context },
      [
        node(
          'result',
          {},
          wanted.map((tag) => node(tag, { refresh: tag === 'devices' ? '604800' : undefined })),
        ),
        node('list', {}, list),
      ],
    ),
  ];
}

function answerUser(relay, device, wanted, user) {
  const number = text(user, 'contact')?.replace(/[^0-9]/g, '');
  const jid = user.attrs.jid ?? (number ? format(number, NUMBERS) : child(user, 'lid')?.attrs.jid);
  const account = relay.directory.find(jid);
  const server = parse(jid)?.server;
  if (account && wanted.includes('devices') && account.watchers.has(server))
    account.watchers.get(server).add(device.account);
  return node(
    'user',
    { jid },
    wanted.map((tag) => ANSWERS[tag]?.(account, server, relay)),
  );
}

const ANSWERS = {
  contact: (account) => node('contact', { type: account ? 'in' : 'out' }),
  lid: (account, server) => account && server === NUMBERS && node('lid', { val: account.jid(HIDDEN) }),
  status: (account) => account && node('status', { t: '1700000000' }, account.about),
  devices: (account, server, relay) =>
    account &&
    node('devices', {}, [
      node(
        'device-list',
        { hash: '2:relay' },
        [...account.devices.values()].map(({ id, keyIndex }) =>
          node('device', { id, 'key-index': id ? keyIndex : undefined }),
        ),
      ),
      node('key-index-list', { ts: relay.now() }, keyIndexList(account)),
    ]),
};
