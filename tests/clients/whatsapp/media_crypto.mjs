// Encrypting a file as media are, and the phone's word on where it went.
import crypto from 'node:crypto';

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();

// `kind` as in the names of the keys: Image, Video, Audio, Document, History, App State.
export function encryptMedia(kind, plain, mediaKey = crypto.randomBytes(32)) {
  const keys = Buffer.from(crypto.hkdfSync('sha256', mediaKey, Buffer.alloc(0), `WhatsApp ${kind} Keys`, 112));
  const iv = keys.subarray(0, 16);
  const cipher = crypto.createCipheriv('aes-256-cbc', keys.subarray(16, 48), iv);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  const mac = crypto
    .createHmac('sha256', keys.subarray(48, 80))
    .update(Buffer.concat([iv, sealed]))
    .digest()
    .subarray(0, 10);
  const file = Buffer.concat([sealed, mac]);
  return { file, mediaKey, fileSha256: sha256(plain), fileEncSha256: sha256(file) };
}

export function sealMediaRetry(mediaKey, id, plain) {
  const key = Buffer.from(
    crypto.hkdfSync('sha256', mediaKey, Buffer.alloc(0), 'WhatsApp Media Retry Notification', 32),
  );
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id));
  return { iv, sealed: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
}
