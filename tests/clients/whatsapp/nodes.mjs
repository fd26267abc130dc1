// Stanzas: building, looking into and (de)coding them. The codec itself is Baileys'.
import zlib from 'node:zlib';
import { decodeDecompressedBinaryNode, encodeBinaryNode } from 'baileys';
import * as tokens from 'baileys/lib/WABinary/constants.js';

const MOST_INFLATED = 16 * 1024 * 1024;

// Attributes that are undefined are left out, numbers become text. Text as content goes out as
// bytes, which is how the real server sends it.
export function node(tag, attrs = {}, content = undefined) {
  const kept = {};
  for (const [name, value] of Object.entries(attrs)) {
    if (value !== undefined && value !== null && value !== '') kept[name] = String(value);
  }
  const made = { tag, attrs: kept };
  if (typeof content === 'string') made.content = Buffer.from(content);
  else if (Array.isArray(content)) made.content = content.filter(Boolean);
  else if (content !== undefined) made.content = content;
  return made;
}

export const children = (parent, tag) =>
  (Array.isArray(parent?.content) ? parent.content : []).filter((each) => tag === undefined || each.tag === tag);

// child(iq, 'link_code_companion_reg', 'link_code_pairing_ref') goes down step by step.
export const child = (parent, ...path) => path.reduce((at, tag) => children(at, tag)[0], parent);

export function bytes(parent, ...path) {
  const content = (path.length ? child(parent, ...path) : parent)?.content;
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? Buffer.from(content) : undefined;
}

export const text = (parent, ...path) => bytes(parent, ...path)?.toString();

export function number(parent, ...path) {
  const content = bytes(parent, ...path);
  return content ? content.reduce((sum, byte) => sum * 256 + byte, 0) : undefined;
}

export function bigEndian(value, length) {
  const result = Buffer.alloc(length);
  result.writeUIntBE(value, 0, length);
  return result;
}

export function encode(stanza, { compress = false } = {}) {
  const encoded = encodeBinaryNode(stanza);
  if (!compress) return encoded;
  return Buffer.concat([Buffer.from([2]), zlib.deflateSync(encoded.subarray(1))]);
}

export function decode(plaintext) {
  let body = plaintext.subarray(1);
  if (plaintext[0] & 2) body = zlib.inflateSync(body, { maxOutputLength: MOST_INFLATED });
  const at = { index: 0 };
  const stanza = decodeDecompressedBinaryNode(body, tokens, at);
  if (at.index !== body.length) throw new Error(`${body.length - at.index} bytes after the end of a stanza`);
  return stanza;
}

// For messages of tests: the shape of a stanza without its bytes.
export function outline(stanza) {
  const attrs = Object.entries(stanza.attrs ?? {})
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
  if (Array.isArray(stanza.content))
    return `<${stanza.tag}${attrs}>${stanza.content.map(outline).join('')}</${stanza.tag}>`;
  return stanza.content === undefined ? `<${stanza.tag}${attrs}/>` : `<${stanza.tag}${attrs}>…</${stanza.tag}>`;
}
