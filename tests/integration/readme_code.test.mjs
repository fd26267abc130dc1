// The programs that README.md shows, run as they are printed there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ROOT, configuration, start } from './gateway.mjs';

const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const block = (language) => new RegExp('```' + language + '\\n([^]*?)```').exec(readme)[1];
const lively = configuration({ config: { session_simulator: { scan_after_ms: 1500, live: true, pace: 3000 } } });

function run(t, gateway, program, file, token) {
  const child = spawn(program, [file], {
    cwd: gateway.directory,
    env: { PATH: process.env.PATH, PYTHONUNBUFFERED: '1', WAGATE_URL: gateway.url, WAGATE_KEY: token, WAGATE_INSTANCE: 'shop-01' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const said = { text: '' };
  child.stdout.on('data', (chunk) => (said.text += chunk));
  child.stderr.on('data', (chunk) => (said.text += chunk));
  return said;
}

test('the JavaScript program sees the code, the connection and messages', async (t) => {
  const gateway = await start(t, { config: lively });
  fs.symlinkSync(path.join(ROOT, 'tests/clients/node_modules'), path.join(gateway.directory, 'node_modules'));
  const file = path.join(gateway.directory, 'listen.mjs');
  fs.writeFileSync(file, block('js'));
  const { token } = await gateway.create('shop-01');

  const said = run(t, gateway, process.execPath, file, token);
  await gateway.until(() => said.text.includes('connected\n'), `the program connects: ${said.text}`);
  await gateway.must('GET', '/instance/connect/shop-01');

  await gateway.until(() => /scan this: 2@/.test(said.text), 'the code is shown');
  await gateway.until(() => said.text.includes('the account is open'), 'the open connection is shown');
  await gateway.until(() => / wrote /.test(said.text), 'a message is shown');
});

test('the Python program sees messages', async (t) => {
  const gateway = await start(t, { config: lively });
  const file = path.join(gateway.directory, 'listen.py');
  fs.writeFileSync(file, block('python'));
  const { token } = await gateway.open('shop-01');

  const said = run(t, gateway, fs.existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3', file, token);

  await gateway.until(() => / wrote /.test(said.text), `a message is shown: ${said.text}`);
});

test('its envelope is an envelope', () => {
  const envelope = JSON.parse(block('json'));

  assert.deepEqual(Object.keys(envelope), ['event', 'instance', 'data', 'date_time', 'sender', 'apikey']);
});
