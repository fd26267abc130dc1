// What the relay knows of its users: accounts with their two names and their devices. Device 0 is
// the phone; the others were linked by a scan or by a code.
import crypto from 'node:crypto';
import { Curve, signedKeyPair } from 'baileys';
import { HIDDEN, NUMBERS, format, parse } from './jids.mjs';
import { Outbox } from './outbox.mjs';

export class Account {
  constructor(number, hiddenUser, { name = `User ${number.slice(-4)}` } = {}) {
    this.number = number;
    this.hiddenUser = hiddenUser;
    this.name = name;
    this.about = 'Hey there! I am using WhatsApp.';
    this.keyIndex = 0;
    this.nextDevice = 1;
    this.renew();
    this.picture = null;
    this.business = null; // see queries/business.mjs
    this.blocked = new Set();
    this.privacy = new Map([
      ['readreceipts', 'all'],
      ['last', 'all'],
      ['online', 'all'],
      ['profile', 'all'],
      ['status', 'all'],
      ['groupadd', 'all'],
      ['calladd', 'all'],
      ['messages', 'all'],
    ]);
    this.collections = new Map();
    // Accounts that asked for this one's devices, by the name they asked under: they are told of changes.
    this.watchers = new Map([
      [NUMBERS, new Set()],
      [HIDDEN, new Set()],
    ]);
    this.presenceWatchers = new Set();
  }

  // The phone gets an identity, which signs the linking of every other device.
  renew() {
    this.identity = Curve.generateKeyPair();
    this.rawId = crypto.randomInt(1, 2 ** 31);
    this.devices = new Map([[0, Device.phone(this)]]);
  }

  get phone() {
    return this.devices.get(0);
  }

  user(server) {
    return server === HIDDEN ? this.hiddenUser : this.number;
  }

  jid(server = NUMBERS) {
    return format(this.user(server), server);
  }

  // The other name of this account.
  alternate(server) {
    return this.jid(server === HIDDEN ? NUMBERS : HIDDEN);
  }

  linked() {
    return [...this.devices.values()].filter((device) => device.id !== 0);
  }
}

export class Device {
  constructor(account, id, keyIndex) {
    this.account = account;
    this.id = id;
    this.keyIndex = keyIndex;
    this.prekeys = new Map();
    this.prekeysSeen = new Set();
    this.handedOut = new Map();
    this.outbox = new Outbox();
    this.connection = null;
    this.available = false;
  }

  // The phone answers for itself only when a test attaches one; its keys are always there, because
  // every client encrypts for device 0 as well.
  static phone(account) {
    const phone = new Device(account, 0, 0);
    phone.registrationId = crypto.randomInt(1, 16_380);
    phone.identityPair = account.identity;
    phone.identityKey = account.identity.public;
    phone.signedPrekeyPair = signedKeyPair(account.identity, 1);
    phone.signedPrekey = {
      id: 1,
      value: phone.signedPrekeyPair.keyPair.public,
      signature: Buffer.from(phone.signedPrekeyPair.signature),
    };
    return phone;
  }

  jid(server = NUMBERS) {
    return format(this.account.user(server), server, this.id);
  }

  toString() {
    return this.jid();
  }
}

export class Directory {
  #byUser = new Map();
  #nextHidden = 270_000_000_000_001;

  // The account of a number; made when it is not there yet.
  account(number, options = {}) {
    const digits = String(number).replace(/[^0-9]/g, '');
    const known = this.#byUser.get(`${digits}@${NUMBERS}`);
    if (known) {
      if (options.name) known.name = options.name;
      return known;
    }
    const account = new Account(digits, options.lid ?? String(this.#nextHidden++), options);
    this.#byUser.set(account.jid(NUMBERS), account);
    this.#byUser.set(account.jid(HIDDEN), account);
    return account;
  }

  // The account behind an address of either kind, or undefined.
  find(jid) {
    const parsed = parse(jid);
    return parsed ? this.#byUser.get(format(parsed.user, parsed.server)) : undefined;
  }

  device(jid) {
    return this.find(jid)?.devices.get(parse(jid).device);
  }

  all() {
    return [...new Set(this.#byUser.values())];
  }
}
