// The chain with which the relay proves that its static key is the server's: a root that only
// clients of this relay trust, an intermediate and a leaf, and every way to get one wrong.
import { Curve, proto } from 'baileys';
import { sign } from './xeddsa.mjs';

const DAY = 86_400;
const { NoiseCertificate } = proto.CertChain;

// Each of them has to be refused by a client.
export const CERTIFICATE_FAULTS = [
  'wrong root',
  'expired',
  'not yet valid',
  'expired intermediate',
  'other static key',
  'wrong leaf signature',
  'wrong leaf issuer',
  'wrong intermediate issuer',
  'no intermediate',
  'garbage',
];

export class Authority {
  constructor() {
    this.root = Curve.generateKeyPair();
    this.stranger = Curve.generateKeyPair();
  }

  // The bytes for a server whose static key is `staticKey`. `fault` is one of the above or null.
  chain(staticKey, fault = null) {
    if (fault === 'garbage') return Buffer.from('this is no chain');
    const now = Math.floor(Date.now() / 1000);
    const valid = { notBefore: now - 30 * DAY, notAfter: now + 365 * DAY };
    const past = { notBefore: now - 30 * DAY, notAfter: now - DAY };
    const middle = Curve.generateKeyPair();
    const intermediate = {
      serial: 1,
      issuerSerial: fault === 'wrong intermediate issuer' ? 7 : 0,
      key: middle.public,
      ...(fault === 'expired intermediate' ? past : valid),
    };
    const leaf = {
      serial: 2,
      issuerSerial: fault === 'wrong leaf issuer' ? 7 : 1,
      key: fault === 'other static key' ? this.stranger.public : staticKey,
      ...(fault === 'expired' ? past : valid),
      ...(fault === 'not yet valid' ? { notBefore: now + DAY } : {}),
    };
    const seal = (details, key) => {
      const encoded = NoiseCertificate.Details.encode(details).finish();
      return { details: encoded, signature: sign(key, encoded) };
    };
    return proto.CertChain.encode({
      leaf: seal(leaf, fault === 'wrong leaf signature' ? this.stranger.private : middle.private),
      ...(fault === 'no intermediate'
        ? {}
        : { intermediate: seal(intermediate, fault === 'wrong root' ? this.stranger.private : this.root.private) }),
    }).finish();
  }
}
