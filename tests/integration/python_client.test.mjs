// An independent client: python-socketio, over both transports.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { start, ROOT } from './gateway.mjs';

const SCRIPT = path.join(ROOT, 'tests/integration/python_client.py');
// Debian's packages belong to Debian's interpreter; another one on PATH may not see them.
const PYTHON = fs.existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

// Runs the script, does `act` once it has joined, and answers what it received.
async function watch(t, gateway, key, transport, act) {
  const child = spawn(PYTHON, [SCRIPT, gateway.url, '/shop-01', key, transport, '2'], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  const joined = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('joined\n')) resolve();
    });
  });
  child.stderr.on('data', (chunk) => (errors += chunk));
  const ended = new Promise((resolve) => child.on('close', resolve));
  await Promise.race([joined, ended]);
  if (child.exitCode !== null) throw new Error(errors);
  await act();
  assert.equal(await ended, 0, errors);
  return output.trim().split('\n').slice(1).map((line) => JSON.parse(line));
}

for (const transport of ['websocket', 'polling']) {
  test(`python-socketio receives events over ${transport}`, async (t) => {
    const gateway = await start(t);
    const { token } = await gateway.open('shop-01');

    const received = await watch(t, gateway, token, transport, () =>
      gateway.publish('shop-01', [
        { event: 'presence.update', data: { id: 'São', presences: {} } },
        {
          event: 'messages.upsert',
          data: { key: { remoteJid: 'x@s.whatsapp.net', id: 'A' }, message: { imageMessage: { mediaKey: { _placeholder: true, num: 0 } } } },
          attachments: [Buffer.from([0, 255, 16]).toString('base64')],
        },
      ]),
    );

    assert.deepEqual(received.map((event) => event.event), ['presence.update', 'messages.upsert']);
    assert.equal(received[0].data.id, 'São');
    assert.equal(received[1].data.message.imageMessage.mediaKey, 'bytes:00ff10');
  });
}
