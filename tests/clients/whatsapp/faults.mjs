// Trouble to make on purpose. Those that take `relay` and return a function are in force until it
// is called.
import zlib from 'node:zlib';
import { node } from './nodes.mjs';

const isFor = (device, jid) => jid === undefined || device.jid() === jid || device.jid('lid') === jid;

function damaged(bytes) {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] ^= 0xff;
  return copy;
}

// The next message to `jid` (or to anyone) comes twice.
export const duplicateNext = (relay, jid) => once(relay, jid, (stanza) => [stanza, stanza]);

// The next message to `jid` cannot be decrypted: its MAC, or with `kind` the given part, is wrong.
export const breakNext = (relay, jid, kind) =>
  once(relay, jid, (stanza) => [
    node(
      'message',
      stanza.attrs,
      stanza.content.map((part) =>
        part.tag === 'enc' && (!kind || part.attrs.type === kind) ? { ...part, content: damaged(part.content) } : part,
      ),
    ),
  ]);

// The next message to `jid` never arrives.
export const loseNext = (relay, jid) => once(relay, jid, () => []);

// The next message to `jid` comes without the part that carries the sender key.
export const stripSenderKeyNext = (relay, jid) =>
  once(relay, jid, (stanza) => [
    node(
      'message',
      stanza.attrs,
      stanza.content.filter((part) => part.tag !== 'enc' || part.attrs.type === 'skmsg'),
    ),
  ]);

function once(relay, jid, change) {
  const stop = relay.intercept((stanza, device) => {
    if (!isFor(device, jid)) return [stanza];
    stop();
    return change(stanza);
  });
  return stop;
}

// Frames that no client may survive carelessly. Each takes a connection (relay.connectionOf(jid)).
export const HOSTILE_FRAMES = {
  // A few kilobytes that inflate to hundreds of megabytes.
  'an inflating bomb': (connection) =>
    connection.sendPlaintext(Buffer.concat([Buffer.from([2]), zlib.deflateSync(Buffer.alloc(256 * 1024 * 1024))])),
  // Lists in lists in lists.
  'an over-deep node': (connection) =>
    connection.sendPlaintext(
      Buffer.concat([
        Buffer.from([0]),
        ...Array.from({ length: 20_000 }, () => Buffer.from([0xf8, 2, 3, 0xf8, 1])),
        Buffer.from([0xf8, 1, 3]),
      ]),
    ),
  'a node that ends too early': (connection) => connection.sendPlaintext(Buffer.from([0, 0xf8, 0x0b, 0x10, 0x11])),
  'a list longer than what follows': (connection) => connection.sendPlaintext(Buffer.from([0, 0xf9, 0xff, 0xff, 0x03])),
  'a binary longer than what follows': (connection) =>
    connection.sendPlaintext(Buffer.from([0, 0xf8, 0x02, 0x03, 0xfe, 0x7f, 0xff, 0xff, 0xff])),
  'a stream that does not inflate': (connection) => connection.sendPlaintext(Buffer.from([2, 1, 2, 3, 4])),
  'an empty frame': (connection) => connection.sendPlaintext(Buffer.alloc(0)),
  'an unknown token': (connection) => connection.sendPlaintext(Buffer.from([0, 0xf8, 0x01, 0xf4])),
  'a frame under another key': (connection) => connection.sendBrokenFrame(),
};
