// The n8n community node for Evolution API, as npm has it, drives a gateway: nothing but the URL and the
// key is ours.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { Node } from '../clients/n8n/node.mjs';
import { configuration, start } from './gateway.mjs';

const ANA = '5511970000001';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const NAME = 'shop-01';
const SEES_GROUPS = { config: { session_simulator: { groups: 2, contacts: 4 } } };

// A picture of one pixel, and bytes that pass for a sound, a film and a document.
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const BYTES = Buffer.from('these bytes could be any kind of file').toString('base64');

// A node with an instance that it has created, connected and waited for.
async function connected(t, changes) {
  const gateway = await start(t, { config: configuration({ ...changes, plus: [{ id: 'archive_sqlite' }] }) });
  const node = new Node(gateway);
  const created = await node.run('instances-api', 'instance-basic', {
    instanceName: NAME,
    token: 'token-of-shop-01',
    number: '',
    'options_Create_instance.instanceSettings.settings': { rejectCall: true, msgCall: 'Write, please', readMessages: false },
    'options_Create_instance.webhook.webhookSettings': { webhookUrl: 'https://hooks.example/a', webhookEvents: ['MESSAGES_UPSERT'] },
  });
  assert.equal(created.hash, 'token-of-shop-01');
  assert.equal(created.settings.rejectCall, true);
  const connection = await node.run('instances-api', 'instance-connect', { instanceName: NAME });
  assert.ok(connection.base64?.startsWith('data:image/png;base64,') || connection.instance?.state === 'open', JSON.stringify(connection));
  await gateway.until(async () => (await gateway.state(NAME)) === 'open', `${NAME} is open`);
  return { gateway, node, ask: (resource, operation, parameters = {}) => node.run(resource, operation, { instanceName: NAME, ...parameters }) };
}

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the request was not refused');
}

test('n8n creates, connects, changes, restarts and deletes an instance', async (t) => {
  const { gateway, ask } = await connected(t);

  const rows = await ask('instances-api', 'fetch-instances');
  assert.equal((Array.isArray(rows) ? rows[0] : rows).name, NAME);

  const settings = { rejectCall: false, msgCall: '', groupsIgnore: true, alwaysOnline: true, readMessages: true, syncFullHistory: false, readStatus: true };
  const set = await ask('instances-api', 'instance-settings', settings);
  assert.equal(set.settings.settings.groupsIgnore, true);
  assert.equal((await gateway.must('GET', `/settings/find/${NAME}`)).readStatus, true);

  const presence = await ask('instances-api', 'set-presence', { presence: 'unavailable' });
  assert.equal(presence.presence, 'unavailable');

  const proxy = { enabled: true, proxyHost: 'proxy.example', proxyPort: '3128', proxyProtocol: 'http', proxyUsername: 'u', proxyPassword: 'p' };
  const proxySet = await ask('instances-api', 'set-proxy', { resourceForProxy: 'setProxy', ...proxy });
  assert.equal(proxySet.proxy.proxy.host, 'proxy.example');
  const proxyFound = await ask('instances-api', 'set-proxy', { resourceForProxy: 'findProxy' });
  assert.equal(proxyFound.port, '3128');
  await gateway.must('POST', `/proxy/set/${NAME}`, { body: { enabled: false, host: '', port: '', protocol: '' } });

  await ask('instances-api', 'restart-instance');
  await gateway.until(async () => (await gateway.state(NAME)) === 'open', 'it is open again');
  await ask('instances-api', 'logout-instance');
  assert.equal(await gateway.state(NAME), 'close');
  await ask('instances-api', 'delete-instance');
  assert.equal((await gateway.api('GET', `/instance/connectionState/${NAME}`)).status, 404);
});

test('n8n chooses the events of the webhook, every one that its editor offers', async (t) => {
  const { gateway, ask } = await connected(t);
  const offered = [...new Set(Node.choices('webhookEvents'))];
  assert.ok(offered.length > 20, `the editor offers ${offered}`);

  const created = await ask('events-api', 'webhook', { resourceForWebhook: 'findWebhook' });
  assert.deepEqual([created.url, created.events], ['https://hooks.example/a', ['MESSAGES_UPSERT']]);
  const set = await ask('events-api', 'webhook', {
    resourceForWebhook: 'setWebhook', enabled: true, webhookUrl: 'https://hooks.example/b', webhookByEvents: true, webhookBase64: true, webhookEvents: offered,
  });
  const found = await ask('events-api', 'webhook', { resourceForWebhook: 'findWebhook' });

  assert.deepEqual(set, found);
  assert.deepEqual([found.enabled, found.webhookByEvents, found.webhookBase64, found.events], [true, true, true, offered]);

  await gateway.must('POST', `/websocket/set/${NAME}`, { body: { websocket: { enabled: true, events: offered } } });
  assert.deepEqual((await gateway.must('GET', `/websocket/find/${NAME}`)).events, offered);
});

test('n8n sends every kind of message it knows', async (t) => {
  const { ask } = await connected(t);
  const send = (operation, parameters) => ask('messages-api', operation, { remoteJid: ANA, ...parameters });

  const text = await send('send-text', { messageText: 'Hello', options_message: { delay: 1, linkPreview: false } });
  assert.deepEqual([text.key.remoteJid, text.key.fromMe, text.message.conversation], [ANA_JID, true, 'Hello']);
  const quoting = await send('send-text', { messageText: 'Yes', options_message: { quoted: { messageQuoted: { messageId: text.key.id } } } });
  assert.equal(quoting.message.conversation, 'Yes');

  const kinds = [
    ['send-image', { media: PNG, caption: 'Look' }, 'imageMessage'],
    ['send-video', { media: BYTES, caption: 'Look' }, 'videoMessage'],
    ['send-audio', { media: BYTES }, 'audioMessage'],
    ['send-document', { media: BYTES, fileName: 'bill.pdf', caption: 'May' }, 'documentMessage'],
    ['send-poll', { caption: 'When?', 'options_display.metadataValues': [{ optionValue: 'today' }, { optionValue: 'tomorrow' }] }, 'poll'],
    ['send-contact', { 'contacts.contactValues': [{ fullName: 'Bob', wuid: '5511970000002', phoneNumber: '+55 11 97000-0002', organization: 'Shop' }] }, 'contactMessage'],
    ['send-list', {
      title: 'Menu', description: 'Choose', buttonText: 'Open', options_message: { footer: 'Thanks' },
      'sections.sectionValues': [{ title: 'Drinks', rows: { rowValues: [{ title: 'Tea', description: '', rowId: 'tea' }] } }],
    }, 'list'],
    ['send-buttons', { title: 'Well?', description: 'Choose', 'buttons.buttonValues': [{ type: 'reply', displayText: 'Yes', id: 'y' }] }, ''],
    ['send-pix', { name: 'Shop', keyType: 'email', key: 'shop@pay.example' }, ''],
  ];
  for (const [operation, parameters, type] of kinds) {
    const record = await send(operation, parameters);
    assert.equal(record.key.remoteJid, ANA_JID, operation);
    assert.ok(JSON.stringify(record.messageType).toLowerCase().includes(type.toLowerCase()), `${operation}: ${record.messageType}`);
  }

  const reaction = await send('send-reaction', { remoteJid: ANA_JID, messageId: text.key.id, fromMe: true, reaction: '👍' });
  assert.equal(reaction.message.reactionMessage.text, '👍');
  const story = await ask('messages-api', 'send-stories', { type: 'text', content: 'Open today', backgroundColor: '#008000', font: 1, allContacts: false, statusJidList: ANA });
  assert.equal(story.key.remoteJid, 'status@broadcast');
});

test('n8n is told in words why a message was not sent', async (t) => {
  const { ask } = await connected(t);

  const nobody = await refused(ask('messages-api', 'send-text', { remoteJid: '5511970000000', messageText: 'Hello' }));
  assert.equal(nobody.status, 400);
  assert.deepEqual(nobody.body.response.message, [{ jid: '5511970000000@s.whatsapp.net', exists: false, number: '5511970000000' }]);
  const empty = await refused(ask('messages-api', 'send-text', { remoteJid: ANA, messageText: '' }));
  assert.deepEqual(empty.body.response.message, ['Text is required']);
  const unknown = await refused(ask('messages-api', 'send-text', { instanceName: 'nobody', remoteJid: ANA, messageText: 'x' }));
  assert.deepEqual([unknown.status, unknown.body.response.message], [404, ['The "nobody" instance does not exist']]);
});

test('n8n reads, archives, edits and deletes in chats', async (t) => {
  const { ask } = await connected(t);
  const sent = await ask('messages-api', 'send-text', { remoteJid: ANA, messageText: 'Helo' });
  const message = { remoteJid: ANA_JID, chat: ANA_JID, messageId: sent.key.id, fromMe: true };

  const [known, unknown] = await ask('chat-api', 'check-number', { numbers: `${ANA}, 5511970000000` });
  assert.deepEqual([known.jid, known.exists, unknown.exists], [ANA_JID, true, false]);
  assert.equal((await ask('chat-api', 'read-messages', { ...message, fromMe: false })).read, 'success');
  assert.deepEqual(await ask('chat-api', 'manage-archive', { ...message, archive: true }), { chatId: ANA_JID, archived: true });
  assert.equal((await ask('chat-api', 'mark-unread', message)).markedChatUnread, true);
  assert.equal((await ask('chat-api', 'send-presence', { remoteJid: ANA, presence: 'composing', delay: 1 })).presence, 'composing');
  assert.equal((await ask('chat-api', 'block-contact', { remoteJid: ANA, status: 'block' })).block, 'success');
  assert.equal((await ask('chat-api', 'block-contact', { remoteJid: ANA, status: 'unblock' })).block, 'success');
  assert.equal((await ask('chat-api', 'fetch-profile-picture', { number: ANA })).wuid, ANA_JID);
  assert.equal((await ask('chat-api', 'update-message', { ...message, text: 'Hello' })).status, 'PENDING');
  assert.equal((await ask('chat-api', 'delete-message', message)).message.protocolMessage.type, 'REVOKE');
});

test('n8n queries messages, chats and contacts', async (t) => {
  const { gateway, ask } = await connected(t);
  await gateway.publish(NAME, {
    event: 'messages.upsert',
    data: {
      key: { remoteJid: ANA_JID, fromMe: false, id: '3A0000000000000000F1' }, pushName: 'Ana', status: 'DELIVERY_ACK',
      message: { conversation: 'Is it open?' }, messageType: 'conversation', messageTimestamp: 1768485802, instanceId: 'x', source: 'ios',
    },
  });

  await gateway.publish(NAME, { event: 'contacts.upsert', data: [{ remoteJid: ANA_JID, pushName: 'Ana', profilePicUrl: null, instanceId: 'x' }] });

  // What was said is stored behind the back of its event.
  const messages = async () => (await ask('chat-api', 'find-messages', { remoteJid: ANA, page: 1, offset: 10 })).messages;
  await gateway.until(async () => (await messages()).total === 1, 'the message is stored');
  const [record] = (await messages()).records;
  assert.deepEqual([record.key.id, record.pushName, record.message], ['3A0000000000000000F1', 'Ana', { conversation: 'Is it open?' }]);

  const [chat] = await ask('chat-api', 'find-chats', { remoteJid: ANA, messageId: '', page: 1, offset: 10 });
  assert.deepEqual([chat.remoteJid, chat.lastMessage.message.conversation], [ANA_JID, 'Is it open?']);
  assert.deepEqual(await ask('chat-api', 'find-status-messages', { remoteJid: ANA, messageId: '3A0000000000000000F1', page: 1, offset: 10 }), []);
  await gateway.until(async () => (await ask('chat-api', 'find-contacts', { listAll: true })).length > 0, 'the contact is stored');
  const contacts = await ask('chat-api', 'find-contacts', { listAll: false, remoteJid: ANA });
  assert.deepEqual(contacts.map((contact) => [contact.remoteJid, contact.pushName, contact.type]), [[ANA_JID, 'Ana', 'contact']]);
  assert.deepEqual(await ask('chat-api', 'find-contacts', { listAll: false, remoteJid: '5511970000002' }), []);

  const missing = await refused(ask('chat-api', 'get-media-base64', { messageId: 'NOT-THERE', convertToMp4: false }));
  assert.deepEqual([missing.status, missing.body.response.message], [400, ['Message not found']]);
});

test('n8n makes a group, changes it and leaves it', async (t) => {
  const { ask } = await connected(t, SEES_GROUPS);
  const group = await ask('groups-api', 'create-group', { subject: 'Drivers', description: 'shifts', participants: `${ANA}, 5511970000002` });
  assert.match(group.id, /@g\.us$/);
  const of = (operation, parameters) => ask('groups-api', operation, { groupJid: group.id, ...parameters });

  for (const [operation, parameters] of [
    ['update-group-name', { subject: 'Night drivers' }],
    ['update-group-description', { description: 'night shifts' }],
    ['update-group-picture', { image: PNG }],
  ])
    assert.deepEqual(await of(operation, parameters), { update: 'success' }, operation);
  const invite = await of('fetch-invite-code', {});
  assert.equal(invite.inviteUrl, `https://chat.whatsapp.com/${invite.inviteCode}`);
  assert.equal((await of('fetch-groups', { searchMethod: 'inviteCode', inviteCode: invite.inviteCode })).id, group.id);
  assert.equal((await of('fetch-groups', { searchMethod: 'groupJid' })).subject, 'Night drivers');
  assert.ok((await of('fetch-groups', { searchMethod: 'fetchAll', getParticipants: 'true' })).some((one) => one.id === group.id));
  assert.equal((await of('send-invite-link', { description: 'Join us', numbers: `${ANA}, 5511970000002` })).send, true);
  const revoked = await of('revoke-invite-code', {});
  assert.notEqual(revoked.inviteCode, invite.inviteCode);
  assert.equal((await ask('groups-api', 'join-group', { inviteCode: revoked.inviteCode })).accepted, true);
  assert.ok((await of('find-participants', {})).participants.length >= 2);
  const changed = await of('update-participants', { action: 'promote', participants: ANA });
  assert.equal(changed.updateParticipants[0].status, '200');
  await of('update-settings', { action: 'announcement' });
  assert.equal((await of('toggle-ephemeral', { expiration: 86400 })).success, true);
  assert.deepEqual(await of('leave-group', {}), { groupJid: group.id, leave: true });
});

test('n8n reads and changes the profile', async (t) => {
  const { ask } = await connected(t);

  assert.equal((await ask('profile-api', 'fetch-profile', { remoteJid: ANA })).wuid, ANA_JID);
  assert.equal(typeof (await ask('profile-api', 'fetch-business-profile', { remoteJid: ANA })).isBusiness, 'boolean');
  for (const [operation, parameters] of [
    ['update-profile-name', { name: 'Shop' }],
    ['update-profile-status', { status: 'open' }],
    ['update-profile-picture', { picture: PNG }],
    ['remove-profile-picture', {}],
  ])
    assert.deepEqual(await ask('profile-api', operation, parameters), { update: 'success' }, operation);
  const privacy = { readreceipts: 'all', profile: 'contacts', status: 'none', online: 'all', last: 'contacts', groupadd: 'contacts' };
  assert.deepEqual((await ask('profile-api', 'update-privacy-settings', privacy)).data, privacy);
  assert.deepEqual(await ask('profile-api', 'fetch-privacy-settings'), privacy);
});

// Whatever the node asks for, something is there.
const ANYTHING = new Proxy({}, { get: (_, name) => (name === 'instanceName' ? NAME : 'x') });
const withChoice = (name, value) => new Proxy({}, { get: (_, asked) => (asked === name ? value : ANYTHING[asked]) });

test('integrations that are not here answer cleanly, on every path that n8n has', async (t) => {
  const gateway = await start(t);
  await gateway.create(NAME);
  const node = new Node(gateway);
  const integrations = {
    'integrations-api': { chatwoot: 'resourceForChatwoot', typebot: 'resourceForTypebot', 'evolution-bot': 'resourceForEvolutionBot', difyBot: 'resourceForDifyBot', 'flowise-bot': 'resourceForFlowiseBot' },
    'events-api': { rabbitmq: 'resourceForRabbitMQ' },
  };
  for (const [resource, operations] of Object.entries(integrations)) {
    for (const [operation, selector] of Object.entries(operations)) {
      const choices = [...new Set(Node.choices(selector))];
      assert.ok(choices.length >= 2, `${operation} offers ${choices}`);
      for (const choice of choices) {
        const before = node.requests.length;
        const error = await refused(node.run(resource, operation, withChoice(selector, choice)));
        if (node.requests.length === before) continue; // the node itself knows no such request
        const asked = node.requests.at(-1);
        assert.equal(error.status, 404, `${asked}: ${error.message}`);
        assert.deepEqual(error.body, { status: 404, error: 'Not Found', response: { message: [`Cannot ${asked}`] } });
      }
    }
  }
  assert.ok(node.requests.length >= 25, `only ${node.requests}`);
});

test('these tests use every operation that the node offers', () => {
  const text = fs.readFileSync(new URL(import.meta.url), 'utf8');

  const unused = Node.offered().filter((offered) => {
    const operation = offered.split(' ')[1];
    return !text.includes(`'${operation}'`) && !text.includes(`${operation}: 'resourceFor`);
  });

  assert.deepEqual(unused, []);
});
