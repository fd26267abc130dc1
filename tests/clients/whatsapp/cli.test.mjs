import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeClient } from './client.mjs';

const PROGRAM = fileURLToPath(new URL('relay-main.mjs', import.meta.url));

// The program, with what it printed to wait on.
function start(t, ...options) {
  const child = spawn(process.execPath, [PROGRAM, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = [];
  let told = () => {};
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line));
    told();
  });
  const line = async (matches) => {
    for (;;) {
      const at = lines.findIndex(matches);
      if (at >= 0) return lines.splice(at, 1)[0];
      await new Promise((resolve) => {
        told = resolve;
      });
    }
  };
  const command = async (text) => {
    child.stdin.write(`${text}\n`);
    const { ok, error } = await line((each) => 'ok' in each || 'error' in each);
    if (error) throw new Error(error);
    return ok;
  };
  t.after(() => child.kill());
  return { child, line, command };
}

test('the program lets a client pair and says what it sees', async (t) => {
  const { child, line, command } = start(t);
  const { url, root_key, media_host } = await line((each) => each.url);
  assert.match(media_host, /^127\.0\.0\.1:\d+$/);
  const ada = makeClient({ url, rootKey: Buffer.from(root_key, 'hex') });
  ada.connect();
  await line(({ event }) => event === 'registration');
  const { jid } = await command(`scan ${await ada.qr()} 4915100000001 Ada L`);
  await ada.opened();
  await line(({ event, jid: who }) => event === 'live' && who === jid);
  const { jid: group } = await command('group 4915100000001 Walk 4915100000002');
  assert.equal((await ada.event('groups.upsert'))[0].id, group);
  const { call_id } = await command('call 4915100000002 4915100000001');
  assert.equal((await ada.event('call'))[0].id, call_id);
  assert.equal((await command(`prekeys ${jid}`)).left, 812);
  await command(`share-keys ${jid}`);
  await ada.event('creds.update', ({ myAppStateKeyId }) => myAppStateKeyId);
  await command(
    'change 4915100000001 regular_low [{"index": ["archive", "4915100000002@s.whatsapp.net"], "value": {"archiveChatAction": {"archived": true}}}]',
  );
  await ada.event('chats.update', (chats) => chats.some(({ archived }) => archived));
  await assert.rejects(command('nonsense'), /unknown command/);
  ada.forget();
  await command(`cut ${jid}`);
  await line(({ event }) => event === 'left');
  await ada.closed();
  assert.deepEqual(await command('violations'), { violations: [] });
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('the program ends with 1 when a client violated the protocol', async (t) => {
  const { child, line } = start(t);
  const { url, root_key } = await line((each) => each.url);
  const ada = makeClient({ url, rootKey: Buffer.from(root_key, 'hex') });
  ada.auth.creds.signedPreKey.signature[0] ^= 1;
  ada.connect();
  assert.match((await line(({ event }) => event === 'violation')).text, /signed prekey/);
  await ada.qr();
  await ada.end();
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [1, null]);
});
