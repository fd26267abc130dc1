// The phone's word that a device belongs to its account, and the device's answer to it.
import crypto from 'node:crypto';
import { Curve, proto } from 'baileys';
import { sign, verify } from './xeddsa.mjs';

const ACCOUNT = Buffer.from([6, 0]);
const DEVICE = Buffer.from([6, 1]);
const KEY_INDEXES = Buffer.from([6, 2]);
const HOSTED = Buffer.from([6, 5]);

// Each of them has to be refused by the client.
export const IDENTITY_FAULTS = [
  'wrong hmac',
  'wrong account signature',
  'signature for another device',
  'other account key',
];

const hmac = (key, data) => crypto.createHmac('sha256', key).update(data).digest();

// The identity of a new device as the phone makes it. Returns the bytes for pair-success and what
// is needed to check the answer.
export function makeIdentity(account, { identityKey, advSecret, keyIndex, fault = null, hosted = false }) {
  const details = proto.ADVDeviceIdentity.encode({
    rawId: account.rawId,
    timestamp: Math.floor(Date.now() / 1000),
    keyIndex,
    ...(hosted ? { accountType: 1, deviceType: 1 } : {}),
  }).finish();
  const prefix = hosted ? HOSTED : ACCOUNT;
  const stranger = Curve.generateKeyPair();
  const signer = fault === 'wrong account signature' ? stranger : account.identity;
  const signedKey = fault === 'signature for another device' ? stranger.public : identityKey;
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: fault === 'other account key' ? stranger.public : account.identity.public,
    accountSignature: sign(signer.private, Buffer.concat([prefix, details, signedKey])),
  }).finish();
  const mac = hmac(
    fault === 'wrong hmac' ? crypto.randomBytes(32) : advSecret,
    Buffer.concat([hosted ? HOSTED : Buffer.alloc(0), signed]),
  );
  return {
    details: Buffer.from(details),
    identityKey,
    hosted,
    bytes: proto.ADVSignedDeviceIdentityHMAC.encode({
      details: signed,
      hmac: mac,
      ...(hosted ? { accountType: 1 } : {}),
    }).finish(),
  };
}

// Checks what the device signed (the answer to pair-success, without the account's key). Returns
// the problems.
export function checkAnswer(account, made, bytes) {
  const signed = proto.ADVSignedDeviceIdentity.decode(bytes);
  const problems = [];
  if (signed.accountSignatureKey?.length) problems.push("the answer to pair-success repeats the account's key");
  problems.push(
    ...checkIdentity(account, made.identityKey, { ...signed, accountSignatureKey: account.identity.public }),
  );
  if (!Buffer.from(signed.details ?? []).equals(made.details))
    problems.push('the answer to pair-success has other details');
  return problems;
}

// Checks a complete identity as it stands beside a pkmsg.
export function checkIdentityBytes(account, identityKey, bytes) {
  const signed = proto.ADVSignedDeviceIdentity.decode(bytes);
  if (!Buffer.from(signed.accountSignatureKey ?? []).equals(account.identity.public)) {
    return ["a device-identity lacks the account's key or has another one"];
  }
  return checkIdentity(account, identityKey, signed);
}

function checkIdentity(account, identityKey, signed) {
  const details = Buffer.from(signed.details ?? []);
  const hosted = proto.ADVDeviceIdentity.decode(details).deviceType === 1;
  const problems = [];
  const message = (prefix, ...rest) => Buffer.concat([prefix, details, identityKey, ...rest]);
  if (
    !verify(account.identity.public, message(hosted ? HOSTED : ACCOUNT), Buffer.from(signed.accountSignature ?? []))
  ) {
    problems.push("the account's signature in a device identity is wrong");
  }
  if (!verify(identityKey, message(DEVICE, account.identity.public), Buffer.from(signed.deviceSignature ?? []))) {
    problems.push('the device signature is wrong');
  }
  return problems;
}

// The list of key indexes that are valid now, signed by the phone. Signing takes a while and nearly
// every query for devices wants it, so it is made once for every change of the devices.
export function keyIndexList(account) {
  const validIndexes = [0, ...account.linked().map((device) => device.keyIndex)];
  const state = validIndexes.join();
  if (account.keyIndexes?.state !== state) {
    const details = proto.ADVKeyIndexList.encode({
      rawId: account.rawId,
      timestamp: Math.floor(Date.now() / 1000),
      currentIndex: account.keyIndex,
      validIndexes,
    }).finish();
    const accountSignature = sign(account.identity.private, Buffer.concat([KEY_INDEXES, details]));
    account.keyIndexes = { state, bytes: proto.ADVSignedKeyIndexList.encode({ details, accountSignature }).finish() };
  }
  return account.keyIndexes.bytes;
}
