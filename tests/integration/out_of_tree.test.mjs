// What a stranger does: install the SDK, build a plugin against it, with either compiler, and load it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { join, refusal } from './clients.mjs';
import { BUILD, ROOT, configuration, start } from './gateway.mjs';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wagate-outside-'));
const prefix = path.join(directory, 'prefix');
after(() => fs.rmSync(directory, { recursive: true, force: true }));

const run = (program, words) => {
  try {
    execFileSync(program, words, { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${program} ${words.join(' ')}:\n${error.stdout}\n${error.stderr}`);
  }
};

before(() => run('cmake', ['--install', BUILD, '--prefix', prefix]));

// Builds a project of examples/ outside of the tree and answers its plugin file.
function build(example, compiler) {
  const source = path.join(directory, `${example}-${compiler}`);
  fs.cpSync(path.join(ROOT, 'examples', example), source, { recursive: true });
  const target = path.join(source, 'build');
  run('cmake', ['-S', source, '-B', target, '-G', 'Ninja', `-DCMAKE_CXX_COMPILER=${compiler}`, '-DCMAKE_CXX_FLAGS=-O0', `-DCMAKE_PREFIX_PATH=${prefix}`]);
  run('cmake', ['--build', target, '-j', '2']);
  const found = execFileSync('find', [target, '-name', '*.so'], { encoding: 'utf8' }).trim().split('\n');
  assert.equal(found.length, 1, `one plugin file: ${found}`);
  return found[0];
}



for (const compiler of ['g++', 'clang++']) {
  test(`echo_commands built with ${compiler} answers clients on its own channel`, async (t) => {
    const file = build('echo_commands', compiler);
    const gateway = await start(t, { config: configuration({ plus: [{ id: 'com.example.echo-commands', file }] }) });

    const client = await join(t, gateway, '/custom', { auth: { name: 'Ana' } });
    assert.deepEqual(await client.event('auth'), { name: 'Ana' });
    const bytes = Buffer.from([1, 2, 254]);
    client.socket.emit('message', 1, 'zwei', { drei: [true] }, bytes);
    await client.when(() => client.names().includes('message-back'), () => 'message-back');
    const back = client.inbox.find(([name]) => name === 'message-back');
    assert.deepEqual(back.slice(1, 4), [1, 'zwei', { drei: [true] }]);
    assert.deepEqual(Buffer.from(back[4]), bytes);
    const answer = await client.ask('message-with-ack', 'q', bytes);
    assert.deepEqual([answer[0], Buffer.from(answer[1])], ['q', bytes]);

    const root = await join(t, gateway, '/');
    assert.deepEqual(await root.event('auth'), {});
  });
}

test('an event filter of a stranger changes what clients get', async (t) => {
  const file = build('third_party_filter', 'clang++');
  const gateway = await start(t, { config: configuration({ plus: [{ id: 'com.example.mask-cards', file }] }) });
  await gateway.open('shop-01');
  const client = await join(t, gateway, '/shop-01');

  await gateway.publish('shop-01', {
    event: 'messages.upsert',
    data: {
      key: { remoteJid: '5511970000001@s.whatsapp.net', fromMe: false, id: 'A' },
      messageType: 'conversation',
      message: { conversation: 'my card is 4111 1111 1111 1111, thanks' },
    },
  });

  const text = (await client.event('messages.upsert')).data.message.conversation;
  assert.ok(!text.includes('4111 1111 1111 1111'), text);
  assert.match(text, /^my card is .*, thanks$/);
});

test('an authentication plugin of a stranger decides who comes in', async (t) => {
  const id = 'com.example.custom-auth';
  const plus = [{ id, file: build('custom_auth', 'clang++'), config: { users: path.join(ROOT, 'examples/custom_auth/users.conf') } }];
  const tables = { access: { chain: ['auth_hosts', id, 'auth_apikey'] } };
  const gateway = await start(t, { config: configuration({ plus, tables }) });
  await gateway.open('shop-01');
  await gateway.open('shop-03');
  const ana = 'ana.only-an-example';

  const client = await join(t, gateway, '/shop-01', { key: ana });
  await gateway.publish('shop-01', { event: 'presence.update', data: { id: 'x', presences: {} } });

  await client.event('presence.update');
  assert.equal(await refusal(t, gateway, '/shop-03', { key: ana }), 'Unauthorized', 'it is none of her instances');
  assert.notEqual(await refusal(t, gateway, '/shop-01', { key: 'ana.wrong' }), null);
  await join(t, gateway, '/shop-03');
});
