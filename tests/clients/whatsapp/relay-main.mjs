// The relay as a program, for tests that are not written in JavaScript, and to look at by hand.
//
//   node relay-main.mjs [--port 0] [--pieces N] [--compress] [--certificate FAULT] [--trace]
//
// Prints {"url", "root_key" (hex), "media_host"} as its first line, then a line of JSON for whatever
// happens. Reads commands, one a line; each is answered by {"ok": ...} or {"error": ...}. "help"
// lists them. Ends at the end of its input, with 1 when a client violated the protocol.
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import { call } from './calls.mjs';
import { breakNext, duplicateNext, loseNext } from './faults.mjs';
import { outline } from './nodes.mjs';
import { Phone } from './phone.mjs';
import { askForMore } from './queries/encrypt.mjs';
import { Relay } from './relay.mjs';

const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const setting =
  (name) =>
  (relay, ...words) => {
    const value = words.join(' ');
    relay.options[name] = ['', 'none'].includes(value) ? null : value;
  };

// The phones that were attached, by number; a number's own, or that of the account of a device.
const phones = new Map();
function phoneOf(relay, address) {
  const { number } = relay.directory.find(address) ?? relay.account(address);
  if (!phones.has(number)) {
    const phone = new Phone(relay, number);
    phone.on('message', ({ from, message }) =>
      print({ event: 'phone message', number, from, message: message.toJSON() }),
    );
    phone.on('changes', ({ name, author, changes }) =>
      print({
        event: 'changes',
        number,
        name,
        author,
        changes: changes.map(({ index, operation }) => ({ index, operation })),
      }),
    );
    phones.set(number, phone);
  }
  return phones.get(number);
}

const COMMANDS = {
  'account NUMBER [NAME]': (relay, number, ...name) => {
    const account = relay.account(number, { name: name.join(' ') || undefined });
    return { jid: account.jid(), lid: account.jid('lid') };
  },
  'scan QR NUMBER [NAME]': async (relay, qr, number, ...name) => ({
    jid: (await relay.scan(qr, { number, name: name.join(' ') || undefined })).jid,
  }),
  'code CODE NUMBER': async (relay, code, number) => ({ jid: (await relay.enterLinkCode(code, { number })).jid }),
  'unlink JID': (relay, jid) => relay.unlink(jid),
  'cut JID': (relay, jid) => relay.cut(jid),
  restart: (relay) => relay.restart(),
  'stream-error JID CODE': (relay, jid, code) => relay.streamError(jid, code),
  'replaced JID': (relay, jid) => relay.replaced(jid),
  'ping JID': async (relay, jid) => ({ type: (await relay.ping(jid)).attrs.type }),
  'login-failure REASON|none': setting('loginFailure'),
  'certificate FAULT|none': setting('certificateFault'),
  'identity FAULT|none': setting('identityFault'),
  'duplicate [JID]': (relay, jid) => void duplicateNext(relay, jid),
  'break [JID]': (relay, jid) => void breakNext(relay, jid),
  'lose [JID]': (relay, jid) => void loseNext(relay, jid),
  'call FROM TO [ACTION] [CALL-ID]': (relay, from, to, action, callId) => ({
    call_id: call(relay, from, to, { action, callId }),
  }),
  'group NUMBER SUBJECT NUMBER...': (relay, creator, subject, ...members) => ({
    jid: relay.groups.create(
      relay.account(creator),
      subject,
      members.map((number) => relay.account(number)),
    ).jid,
  }),
  'phone NUMBER': (relay, number) => void phoneOf(relay, number),
  'share-keys JID': async (relay, jid) => ({ id: await phoneOf(relay, jid).shareKeys(jid) }),
  'history JID JSON': async (relay, jid, ...json) => ({
    id: await phoneOf(relay, jid).sendHistory(jid, JSON.parse(json.join(' '))),
  }),
  'change NUMBER COLLECTION JSON': (relay, number, name, ...json) =>
    phoneOf(relay, number).change(name, JSON.parse(json.join(' '))),
  'write NUMBER JID TEXT': async (relay, number, to, ...text) => ({
    id: await phoneOf(relay, number).write(to, { conversation: text.join(' ') }),
  }),
  'prekeys JID': (relay, jid) => ({ left: relay.directory.device(jid).prekeys.size }),
  'low-prekeys JID': (relay, jid) => askForMore(relay, relay.directory.device(jid)),
  'waiting JID': (relay, jid) => ({ waiting: relay.directory.device(jid).outbox.size }),
  violations: (relay) => ({ violations: relay.violations }),
  help: () => ({ commands: Object.keys(COMMANDS) }),
};

async function obey(relay, line) {
  const [name, ...words] = line.trim().split(/\s+/);
  const command = Object.entries(COMMANDS).find(([usage]) => usage.split(' ')[0] === name)?.[1];
  if (!command) throw new Error(`unknown command "${name}"`);
  return (await command(relay, ...words)) ?? {};
}

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    pieces: { type: 'string' },
    compress: { type: 'boolean' },
    certificate: { type: 'string' },
    trace: { type: 'boolean' },
  },
});
const relay = await Relay.start({
  port: Number(values.port ?? 0),
  pieces: Number(values.pieces ?? 0),
  compress: values.compress ?? false,
  certificateFault: values.certificate ?? null,
  trace: values.trace ? (direction, who, stanza) => process.stderr.write(`${direction} ${who} ${stanza}\n`) : null,
});
print({ url: relay.url, root_key: relay.rootKey.toString('hex'), media_host: relay.mediaHost });

for (const event of ['linked', 'login', 'live', 'removed'])
  relay.on(event, (device) => print({ event, jid: device.jid() }));
relay.on('left', (connection) => print({ event: 'left', who: String(connection) }));
relay.on('registration', () => print({ event: 'registration' }));
relay.on('link code', ({ number }) => print({ event: 'link code', number }));
relay.on('message', (message) => print({ event: 'message', ...message }));
relay.on('prekey', (prekey) => print({ event: 'prekey', ...prekey }));
relay.on('violation', (text) => print({ event: 'violation', text }));
relay.on('phone', ({ device, stanza }) => print({ event: 'phone', jid: device.jid(), stanza: outline(stanza) }));

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  try {
    print({ ok: await obey(relay, line) });
  } catch (error) {
    print({ error: error.message });
  }
}
await relay.close();
process.exitCode = relay.violations.length ? 1 : 0;
