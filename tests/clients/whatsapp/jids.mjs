// Addresses: user, device (0 is the phone) and server, as text and taken apart.
export const NUMBERS = 's.whatsapp.net';
export const HIDDEN = 'lid';
// The server itself: an address without a user.
export const SERVER = `@${NUMBERS}`;

export function parse(jid) {
  const found = /^(?:([^@:]*)(?::(\d+))?)?@(.+)$/.exec(jid ?? '');
  if (!found) return null;
  const server = found[3] === 'c.us' ? NUMBERS : found[3];
  // An old form carries an agent behind a dot or an underscore.
  return { user: (found[1] ?? '').split(/[._]/)[0], device: Number(found[2] ?? 0), server };
}

export const format = (user, server, device = 0) => `${user}${device ? `:${device}` : ''}@${server}`;

// The account or group an address belongs to: the same without the device.
export function bare(jid) {
  const parsed = parse(jid);
  return parsed ? format(parsed.user, parsed.server) : jid;
}

export const isGroup = (jid) => parse(jid)?.server === 'g.us';
export const isBroadcast = (jid) => parse(jid)?.server === 'broadcast';
export const isPerson = (jid) => [NUMBERS, HIDDEN].includes(parse(jid)?.server);
