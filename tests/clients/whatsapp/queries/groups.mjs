// w:g2: everything a client asks or wants of groups.
import { bytes, child, children, node, text } from '../nodes.mjs';
import { QueryError } from './error.mjs';

const CHANGES = ['add', 'remove', 'promote', 'demote'];
const SWITCHES = {
  announcement: ['announcement', true],
  not_announcement: ['announcement', false],
  locked: ['locked', true],
  unlocked: ['locked', false],
};

export function groups({ relay, device, iq, type }) {
  const [what] = children(iq);
  const { to } = iq.attrs;
  if (to === '@g.us') return type === 'get' ? askAll(relay, device, what) : changeAny(relay, device, what);
  const group = relay.groups.find(to);
  if (!group) throw new QueryError(404, 'item-not-found');
  if (!group.members.has(device.account)) throw new QueryError(403, 'forbidden');
  return type === 'get' ? askOne(group, what) : change(relay, device.account, group, what);
}

function askAll(relay, device, what) {
  if (what.tag === 'participating')
    return [
      node(
        'groups',
        {},
        relay.groups.of(device.account).map((group) => group.describe()),
      ),
    ];
  if (what.tag === 'invite') return [found(relay.groups.byInvite(what.attrs.code)).describe()];
  throw new QueryError(501, 'feature-not-implemented');
}

function found(group) {
  if (!group) throw new QueryError(406, 'not-acceptable');
  return group;
}

function askOne(group, what) {
  if (what.tag === 'query') return [group.describe()];
  if (what.tag === 'invite') return [node('invite', { code: group.invite })];
  if (what.tag === 'membership_approval_requests') return [node('membership_approval_requests', {}, [])];
  throw new QueryError(501, 'feature-not-implemented');
}

function changeAny(relay, device, what) {
  const { account } = device;
  if (what.tag === 'create') {
    const members = children(what, 'participant')
      .map(({ attrs }) => relay.directory.find(attrs.jid))
      .filter(Boolean);
    return [relay.groups.create(account, what.attrs.subject, members, { key: what.attrs.key }).describe()];
  }
  if (what.tag === 'invite') {
    const group = found(relay.groups.byInvite(what.attrs.code));
    if (!group.members.has(account)) {
      group.members.set(account, 'member');
      relay.groups.tell(group, account, node('add', { reason: 'invite' }, [group.participant(account)]));
    }
    return [node('group', { jid: group.jid })];
  }
  if (what.tag === 'leave') {
    for (const { attrs } of children(what, 'group')) leave(relay, account, relay.groups.find(attrs.id));
    return [
      node(
        'leave',
        {},
        children(what, 'group').map(({ attrs }) => node('group', { id: attrs.id })),
      ),
    ];
  }
  throw new QueryError(501, 'feature-not-implemented');
}

function leave(relay, account, group) {
  if (!group?.members.has(account)) throw new QueryError(404, 'item-not-found');
  const gone = group.participant(account);
  group.members.delete(account);
  relay.groups.tell(group, account, node('remove', {}, [gone]), [account]);
}

function change(relay, account, group, what) {
  const open = what.tag === 'add' && group.memberAddMode === 'all_member_add';
  if (!group.isAdmin(account) && !open) {
    const member =
      ['subject', 'description', 'ephemeral', 'not_ephemeral'].includes(what.tag) && !group.settings.has('locked');
    if (!member) throw new QueryError(403, 'forbidden');
  }
  if (CHANGES.includes(what.tag)) return changeMembers(relay, account, group, what);
  return changeSetting(relay, account, group, what);
}

function changeMembers(relay, actor, group, what) {
  const done = [];
  const answer = children(what, 'participant').map(({ attrs }) => {
    const account = relay.directory.find(attrs.jid);
    const error = refusal(group, account, what.tag);
    if (error) return node('participant', { jid: attrs.jid, error });
    done.push(account);
    return node('participant', { jid: attrs.jid });
  });
  if (what.tag === 'add') for (const account of done) group.members.set(account, 'member');
  if (what.tag === 'promote') for (const account of done) group.members.set(account, 'admin');
  if (what.tag === 'demote') for (const account of done) group.members.set(account, 'member');
  const named = done.map((account) => group.participant(account));
  if (what.tag === 'remove') for (const account of done) group.members.delete(account);
  if (done.length) relay.groups.tell(group, actor, node(what.tag, {}, named), done);
  return [node(what.tag, {}, answer)];
}

function refusal(group, account, change) {
  if (!account) return 404;
  if (change === 'add') return group.members.has(account) ? 409 : account.refusesGroups ? 403 : undefined;
  return group.members.has(account) ? undefined : 404;
}

function changeSetting(relay, actor, group, what) {
  const now = relay.now();
  let told = node(what.tag, what.attrs, what.content);
  if (what.tag in SWITCHES) {
    const [name, on] = SWITCHES[what.tag];
    if (on) group.settings.add(name);
    else group.settings.delete(name);
  } else if (what.tag === 'subject') {
    Object.assign(group, { subject: text(what), subjectTime: now, subjectOwner: actor });
    told = node('subject', { subject: group.subject, s_t: now, s_o: actor.jid(group.server) });
  } else if (what.tag === 'description') {
    const body = bytes(what, 'body');
    if (what.attrs.prev !== group.description?.id) throw new QueryError(409, 'conflict');
    group.description = body ? { id: what.attrs.id, text: body, author: actor, t: now } : null;
    told = node('description', { id: what.attrs.id }, body ? [node('body', {}, body)] : [node('delete')]);
  } else if (what.tag === 'ephemeral' || what.tag === 'not_ephemeral') {
    group.expiration = Number(what.attrs.expiration ?? 0);
  } else if (what.tag === 'member_add_mode') {
    group.memberAddMode = text(what);
  } else if (what.tag === 'membership_approval_mode') {
    group.approval = child(what, 'group_join')?.attrs.state === 'on';
  } else if (what.tag === 'invite') {
    told = node('invite', { code: group.renewInvite() });
  } else {
    throw new QueryError(501, 'feature-not-implemented');
  }
  relay.groups.tell(group, actor, told);
  return what.tag === 'invite' ? [told] : undefined;
}
