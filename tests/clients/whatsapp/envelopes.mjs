// What can be seen of an encrypted part from outside, and whether it is what it has to be.
import protobufs from 'libsignal/src/protobufs.js';
import { proto } from 'baileys';
import { checkIdentityBytes } from './adv.mjs';
import { signalForm } from './xeddsa.mjs';

const VERSION = 0x33;

// Names everything that is wrong with one <enc> from `sender` for `target` (null for a skmsg).
export function inspect(enc, sender, target, identityBytes) {
  const { type, v } = enc.attrs;
  const content = enc.content instanceof Uint8Array ? Buffer.from(enc.content) : Buffer.alloc(0);
  const problems = [];
  const expect = (truth, problem) => truth || problems.push(`a ${type} ${target ? `for ${target} ` : ''}${problem}`);
  expect(v === '2', `has the version ${v}`);
  expect(content[0] === VERSION, `begins with ${content[0]}, not ${VERSION}`);
  try {
    if (type === 'pkmsg') inspectOpening(content.subarray(1), sender, target, identityBytes, expect);
    else if (type === 'msg') inspectMessage(content.subarray(1, -8), expect);
    else if (type === 'skmsg') inspectSenderKey(content.subarray(1, -64), expect);
    else expect(false, 'is of no known type');
  } catch (error) {
    expect(false, `cannot be read: ${error.message}`);
  }
  return problems;
}

function inspectMessage(bytes, expect) {
  const message = protobufs.WhisperMessage.decode(bytes);
  expect(message.ephemeralKey?.length === 33 && message.ephemeralKey[0] === 5, 'has no ratchet key of 33 bytes');
  expect(
    message.ciphertext?.length > 0 && message.ciphertext.length % 16 === 0,
    'has a ciphertext that is no whole blocks',
  );
}

function inspectSenderKey(bytes, expect) {
  const message = proto.SenderKeyMessage.decode(bytes);
  expect(
    message.ciphertext?.length > 0 && message.ciphertext.length % 16 === 0,
    'has a ciphertext that is no whole blocks',
  );
}

function inspectOpening(bytes, sender, target, identityBytes, expect) {
  const message = protobufs.PreKeyWhisperMessage.decode(bytes);
  const baseKey = Buffer.from(message.baseKey ?? []);
  expect(
    Buffer.from(message.identityKey ?? []).equals(signalForm(sender.identityKey)),
    'carries another identity than its sender registered',
  );
  expect(message.registrationId === sender.registrationId, `carries the registration id ${message.registrationId}`);
  expect(baseKey.length === 33, 'has no base key of 33 bytes');
  if (target) {
    const known =
      target.signedPrekeys?.has(message.signedPreKeyId) || target.signedPrekey?.id === message.signedPreKeyId;
    expect(known, `uses the signed prekey ${message.signedPreKeyId}, which that device never had`);
    if (message.preKeyId) inspectPrekey(message.preKeyId, baseKey, sender, target, expect);
  }
  inspectMessage(Buffer.from(message.message).subarray(1, -8), expect);
  if (sender.id === 0) return; // the phone is the account, nobody vouches for it
  if (!identityBytes) expect(false, 'has no device-identity beside it');
  else
    for (const problem of checkIdentityBytes(sender.account, sender.identityKey, identityBytes))
      expect(false, `: ${problem}`);
}

// A one-time prekey is for one session only, of the device to which it was handed out.
function inspectPrekey(id, baseKey, sender, target, expect) {
  const handed = target.handedOut.get(id);
  if (!handed) {
    expect(false, `uses the prekey ${id}, which was never handed out`);
    return;
  }
  expect(handed.to === sender, `uses the prekey ${id}, which was handed to another device`);
  expect(!handed.baseKey || handed.baseKey.equals(baseKey), `uses the prekey ${id} for a second session`);
  handed.baseKey = baseKey;
}
