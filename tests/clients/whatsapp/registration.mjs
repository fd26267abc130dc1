// The payload with which a client ends the handshake: who it is, or what it wants to become.
import crypto from 'node:crypto';
import { proto } from 'baileys';
import { signalForm, verify } from './xeddsa.mjs';

// Decodes it and names everything that is wrong in it.
export function readPayload(bytes) {
  const payload = proto.ClientPayload.decode(bytes);
  const problems = [];
  const expect = (truth, problem) => truth || problems.push(problem);

  const version = payload.userAgent?.appVersion;
  expect(version?.primary === 2 && version?.secondary === 3000, 'the payload names no version 2.3000.x');
  expect(
    payload.connectType != null && payload.connectReason != null,
    'the payload lacks connectType or connectReason',
  );
  if (payload.devicePairingData) {
    expect(!payload.username, 'a registration carries a user name');
    expect(!payload.passive && !payload.pull, 'a registration is passive or pulls');
    return { kind: 'registration', payload, problems, candidate: readCandidate(payload, expect) };
  }
  expect(Number(payload.username) > 0, 'a login carries no user name');
  expect(Number(payload.device) > 0, 'a login carries no device number');
  expect(payload.passive && payload.pull, 'a login is not passive or does not pull');
  return { kind: 'login', payload, problems, user: String(payload.username), device: Number(payload.device) };
}

function readCandidate(payload, expect) {
  const data = payload.devicePairingData;
  const at = (name) => Buffer.from(data[name] ?? []);
  const integer = (name, length) => {
    const value = at(name);
    expect(value.length === length, `${name} is not ${length} bytes long`);
    return value.length === length ? value.readUIntBE(0, length) : 0;
  };
  const registrationId = integer('eRegid', 4);
  const signedPrekey = { id: integer('eSkeyId', 3), value: at('eSkeyVal'), signature: at('eSkeySig') };
  const identityKey = at('eIdent');
  expect(registrationId >= 1 && registrationId <= 16_380, 'the registration id is not within 1 and 16380');
  expect(at('eKeytype').equals(Buffer.from([5])), 'eKeytype is not 5');
  expect(identityKey.length === 32, 'eIdent is not 32 bytes long');
  expect(
    verify(identityKey, signalForm(signedPrekey.value), signedPrekey.signature),
    'the signature of the signed prekey is wrong',
  );
  const { primary, secondary, tertiary } = payload.userAgent?.appVersion ?? {};
  const hash = crypto.createHash('md5').update(`${primary}.${secondary}.${tertiary}`).digest();
  expect(at('buildHash').equals(hash), 'buildHash is not the MD5 of the version');
  let properties;
  try {
    properties = proto.DeviceProps.decode(data.deviceProps);
    expect(properties.os, 'deviceProps names no os');
  } catch {
    expect(false, 'deviceProps cannot be read');
  }
  return { registrationId, identityKey, signedPrekey, properties };
}
