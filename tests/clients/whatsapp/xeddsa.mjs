// Signatures of X25519 keys, checked strictly.
//
// Baileys' own check says yes to everything, so a client that signs wrongly would never be found
// out by it. This one turns the Montgomery key into the Edwards key it belongs to and leaves the
// rest to OpenSSL, which refuses what is not canonical.
import crypto from 'node:crypto';
import { Curve } from 'baileys';

const P = 2n ** 255n - 19n;
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function fromLittleEndian(bytes) {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function toLittleEndian(number) {
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse();
}

function inverse(number) {
  let result = 1n;
  let base = number % P;
  for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % P;
    base = (base * base) % P;
  }
  return result;
}

// Whether `signature` (64 bytes) over `message` was made by the owner of `publicKey` (32 bytes).
export function verify(publicKey, message, signature) {
  if (publicKey?.length !== 32 || signature?.length !== 64) return false;
  const u = fromLittleEndian(publicKey) & (2n ** 255n - 1n);
  if (u >= P || u === P - 1n) return false;
  const edwards = toLittleEndian(((u - 1n + P) * inverse(u + 1n)) % P);
  // Which of the two points with this y it is, the signer says in a bit Ed25519 leaves free.
  edwards[31] |= signature[63] & 0x80;
  const plain = Buffer.from(signature);
  plain[63] &= 0x7f;
  try {
    const key = crypto.createPublicKey({ key: Buffer.concat([ED25519_SPKI, edwards]), format: 'der', type: 'spki' });
    return crypto.verify(null, message, key, plain);
  } catch {
    return false;
  }
}

export const sign = (privateKey, message) => Buffer.from(Curve.sign(privateKey, message));

// The form in which a public key stands inside of Signal structures.
export const signalForm = (publicKey) => Buffer.concat([Buffer.from([5]), publicKey]);
