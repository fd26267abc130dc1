// Groups: who is in them, what they are called, and telling the members when something changes.
import crypto from 'node:crypto';
import { HIDDEN, NUMBERS, bare, format } from './jids.mjs';
import { node } from './nodes.mjs';

export class Group {
  constructor(id, subject, creator, addressing, now) {
    Object.assign(this, { id, subject, creator, addressing, creation: now, subjectTime: now, subjectOwner: creator });
    this.members = new Map([[creator, 'superadmin']]);
    this.description = null;
    this.settings = new Set();
    this.expiration = 0;
    this.memberAddMode = 'admin_add';
    this.approval = false;
    this.renewInvite();
  }

  get jid() {
    return format(this.id, 'g.us');
  }

  // Which of their two names the members have in here.
  get server() {
    return this.addressing === 'lid' ? HIDDEN : NUMBERS;
  }

  renewInvite() {
    this.invite = crypto.randomBytes(16).toString('base64url').replace(/[-_]/g, 'x');
    return this.invite;
  }

  isAdmin(account) {
    return ['admin', 'superadmin'].includes(this.members.get(account));
  }

  // Both names of an account as attributes.
  named(account, attribute = 'jid') {
    const other = this.server === HIDDEN ? 'phone_number' : 'lid';
    return { [attribute]: account.jid(this.server), [other]: account.alternate(this.server) };
  }

  participant(account) {
    const role = this.members.get(account);
    return node('participant', { ...this.named(account), type: role === 'member' ? undefined : role });
  }

  // The <group> node with everything in it.
  describe() {
    const other = this.server === HIDDEN ? 'pn' : 'lid';
    return node(
      'group',
      {
        id: this.id,
        subject: this.subject,
        s_t: this.subjectTime,
        creation: this.creation,
        size: this.members.size,
        addressing_mode: this.addressing,
        s_o: this.subjectOwner.jid(this.server),
        [`s_o_${other}`]: this.subjectOwner.alternate(this.server),
        creator: this.creator.jid(this.server),
        [`creator_${other}`]: this.creator.alternate(this.server),
      },
      [
        ...[...this.members.keys()].map((account) => this.participant(account)),
        this.description &&
          node(
            'description',
            { id: this.description.id, participant: this.description.author.jid(this.server), t: this.description.t },
            [node('body', {}, this.description.text)],
          ),
        ...[...this.settings].map((setting) => node(setting)),
        this.expiration > 0 && node('ephemeral', { expiration: this.expiration }),
        node('member_add_mode', {}, this.memberAddMode),
        this.approval && node('membership_approval_mode', {}, [node('group_join', { state: 'on' })]),
      ],
    );
  }
}

export class Groups {
  #byId = new Map();
  #next = 1;

  constructor(relay) {
    this.relay = relay;
  }

  find(jid) {
    return this.#byId.get(bare(jid)?.split('@')[0]);
  }

  byInvite(code) {
    return [...this.#byId.values()].find((group) => group.invite === code);
  }

  of(account) {
    return [...this.#byId.values()].filter((group) => group.members.has(account));
  }

  // Makes a group and tells its members. `addressing` is lid or pn.
  create(creator, subject, members, { addressing = this.relay.options.groupAddressing, key } = {}) {
    const group = new Group(
      `120363${String(this.#next++).padStart(12, '0')}`,
      subject,
      creator,
      addressing,
      this.relay.now(),
    );
    this.#byId.set(group.id, group);
    for (const account of members) if (account !== creator) group.members.set(account, 'member');
    this.tell(group, creator, node('create', { type: 'new', key }, [group.describe()]));
    return group;
  }

  // A change, to every device of every member, and of those who are members no more (`also`).
  tell(group, actor, change, also = []) {
    const other = group.server === HIDDEN ? 'participant_pn' : 'participant_lid';
    for (const account of new Set([...group.members.keys(), ...also])) {
      for (const device of account.devices.values()) {
        this.relay.delivery.notify(
          device,
          {
            from: group.jid,
            type: 'w:gp2',
            notify: actor.name,
            addressing_mode: group.addressing,
            participant: actor.jid(group.server),
            [other]: actor.alternate(group.server),
          },
          change,
        );
      }
    }
  }
}
