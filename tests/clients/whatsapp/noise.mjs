// The server's half of Noise XX (X25519, AES-256-GCM, SHA-256), and the ciphers that follow it.
import crypto from 'node:crypto';
import { Curve, proto } from 'baileys';

const NAME = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0');
const NOTHING = Buffer.alloc(0);

const sha256 = (data) => crypto.createHash('sha256').update(data).digest();

function nonce(counter) {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

function seal(key, counter, plaintext, additional) {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce(counter)).setAAD(additional);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key, counter, ciphertext, additional) {
  if (ciphertext.length < 16) throw new Error('a ciphertext is shorter than its tag');
  const cipher = crypto.createDecipheriv('aes-256-gcm', key, nonce(counter)).setAAD(additional);
  cipher.setAuthTag(ciphertext.subarray(-16));
  return Buffer.concat([cipher.update(ciphertext.subarray(0, -16)), cipher.final()]);
}

// One direction of a connection after the handshake.
export class Cipher {
  #counter = 0;

  constructor(key) {
    this.key = key;
  }

  seal(plaintext) {
    return seal(this.key, this.#counter++, plaintext, NOTHING);
  }

  open(ciphertext) {
    return open(this.key, this.#counter++, ciphertext, NOTHING);
  }
}

//   const noise = new Responder(staticPair, header);
//   socket.send(frame(noise.hello(firstFrame, (key) => certificateChain)));
//   const { staticKey, payload, incoming, outgoing } = noise.finish(secondFrame);
export class Responder {
  #hash = NAME;
  #chain = NAME;
  #key = NAME;
  #counter = 0;
  #ephemeral = Curve.generateKeyPair();

  constructor(staticPair, header) {
    this.staticPair = staticPair;
    this.#authenticate(header);
  }

  hello(bytes, chainFor) {
    const theirs = proto.HandshakeMessage.decode(bytes).clientHello?.ephemeral;
    if (theirs?.length !== 32) throw new Error('the client hello has no ephemeral key of 32 bytes');
    this.#authenticate(theirs);
    this.#authenticate(this.#ephemeral.public);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, Buffer.from(theirs)));
    const encryptedStatic = this.#seal(this.staticPair.public);
    this.#mix(Curve.sharedKey(this.staticPair.private, Buffer.from(theirs)));
    const payload = this.#seal(chainFor(this.staticPair.public));
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.#ephemeral.public, static: encryptedStatic, payload },
    }).finish();
  }

  finish(bytes) {
    const message = proto.HandshakeMessage.decode(bytes).clientFinish;
    if (!message?.static || !message.payload) throw new Error('the client finish lacks static or payload');
    const staticKey = this.#open(Buffer.from(message.static));
    if (staticKey.length !== 32) throw new Error("the client's static key is not 32 bytes long");
    this.#mix(Curve.sharedKey(this.#ephemeral.private, staticKey));
    const payload = this.#open(Buffer.from(message.payload));
    const [theirs, ours] = this.#derive(NOTHING);
    return { staticKey, payload, incoming: new Cipher(theirs), outgoing: new Cipher(ours) };
  }

  #authenticate(data) {
    this.#hash = sha256(Buffer.concat([this.#hash, data]));
  }

  #derive(secret) {
    const output = Buffer.from(crypto.hkdfSync('sha256', secret, this.#chain, NOTHING, 64));
    return [output.subarray(0, 32), output.subarray(32)];
  }

  #mix(secret) {
    [this.#chain, this.#key] = this.#derive(secret);
    this.#counter = 0;
  }

  #seal(plaintext) {
    const ciphertext = seal(this.#key, this.#counter++, plaintext, this.#hash);
    this.#authenticate(ciphertext);
    return ciphertext;
  }

  #open(ciphertext) {
    const plaintext = open(this.#key, this.#counter++, ciphertext, this.#hash);
    this.#authenticate(ciphertext);
    return plaintext;
  }
}
