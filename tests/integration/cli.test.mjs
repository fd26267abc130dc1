// The program's own commands, against a gateway that runs.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BUILD, PROGRAM, ROOT, configuration, environment, start, temporaryDirectory } from './gateway.mjs';
import { toml } from './toml.mjs';

// Runs `wagate ...words` and answers {code, out, err}.
function wagate(gateway, words, env = {}) {
  return new Promise((resolve) => {
    const options = { env: environment(gateway.directory, { WAGATE_URL: gateway.url ?? 'http://127.0.0.1:9', ...env }), cwd: gateway.directory };
    execFile(PROGRAM, words, options, (error, out, err) => resolve({ code: error ? error.code : 0, out, err }));
  });
}

test('an instance can be created, connected, listed and deleted', async (t) => {
  const gateway = await start(t, { config: configuration({ config: { session_simulator: { scan_after_ms: 500 } } }) });

  const created = await wagate(gateway, ['instances', 'create', 'demo', '--token', 'token-of-demo']);
  const connected = await wagate(gateway, ['instances', 'connect', 'demo']);
  const listed = await wagate(gateway, ['instances', 'list']);
  const unconfirmed = await wagate(gateway, ['instances', 'delete', 'demo']);
  const deleted = await wagate(gateway, ['instances', 'delete', 'demo', '--yes']);

  assert.equal(created.code, 0, created.err);
  assert.match(created.out, /token-of-demo/);
  assert.equal(connected.code, 0, connected.err);
  assert.match(connected.out, /█/, 'the QR code is drawn');
  assert.match(connected.out, /demo is open/);
  assert.match(listed.out, /^demo\s+open\s+SIMULATOR/m);
  assert.equal(unconfirmed.code, 1);
  assert.equal(deleted.code, 0, deleted.err);
  assert.deepEqual(await gateway.must('GET', '/instance/fetchInstances'), []);
});

test('events are shown as they happen', async (t) => {
  const gateway = await start(t);
  await gateway.open('shop-01');
  const record = {
    key: { remoteJid: '5511970000001@s.whatsapp.net', fromMe: false, id: 'A' },
    pushName: 'Ana',
    messageType: 'conversation',
    message: { conversation: 'Good \u001b[31mmorning', secret: { _placeholder: true, num: 0 } },
  };

  for (const [flags, expected] of [
    [[], /shop-01 +messages\.upsert +Ana 5511970000001: Good {2}?\[31mmorning/],
    [['--json'], /^\{"event":"messages\.upsert".*"secret":"AAE="/m],
  ]) {
    const child = spawn(PROGRAM, ['events', 'tail', '--instance', 'shop-01', '--url', gateway.url, ...flags], {
      env: environment(gateway.directory),
    });
    t.after(() => child.kill());
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    await gateway.until(() => /watching/.test(err), 'the command has joined');

    await gateway.publish('shop-01', { event: 'messages.upsert', data: record, attachments: ['AAE='] });

    await gateway.until(() => expected.test(out), `the event is shown in ${out}`);
    assert.ok(!out.includes('\u001b'), 'no control character of a message reaches the terminal');
  }
});

test('the doctor names the first thing that is off', async (t) => {
  const gateway = await start(t, { env: { CORS_ORIGIN: 'https://app.example.org' } });
  const doctor = async (...flags) => {
    const { code, out } = await wagate(gateway, ['doctor', ...flags]);
    return { code, last: out.split('\n').find((line) => line.startsWith('OFF')) ?? out.trim().split('\n').at(-1) };
  };

  assert.match((await doctor('--url', 'http://127.0.0.1:9')).last, /no gateway answers/);
  assert.match((await doctor('--key', 'nonsense')).last, /does not know this key/);
  assert.match((await doctor()).last, /there is no instance/);
  const { token } = await gateway.create('shop-01', { events: ['CALL'] });
  assert.match((await doctor('--origin', 'https://evil.example.com')).last, /may not connect/);
  assert.match((await doctor('--instance', 'shop-99')).last, /no instance "shop-99"/);
  assert.match((await doctor()).last, /session is closed/);
  await gateway.connect('shop-01');
  assert.match((await doctor('--event', 'MESSAGES_UPSERT')).last, /MESSAGES_UPSERT is not among the 1/);
  for (const key of [gateway.key, token]) {
    const healthy = await doctor('--event', 'CALL', '--origin', 'https://app.example.org', '--key', key);
    assert.deepEqual([healthy.code, healthy.last], [0, 'Everything is as it should be: events of this instance reach a client with this key.']);
  }
});

test('a gateway that is not there is an exit code of its own', async (t) => {
  const nowhere = { directory: temporaryDirectory(t) };

  for (const words of [['instances', 'list'], ['events', 'tail']]) {
    const { code, err } = await wagate(nowhere, words);
    assert.equal(code, 69, err);
    assert.match(err, /no gateway answers at http:\/\/127\.0\.0\.1:9/);
  }
});

test('wrong words are refused with the usage', async (t) => {
  const nowhere = { directory: temporaryDirectory(t) };

  const unknown = await wagate(nowhere, ['instance', 'list']);
  const option = await wagate(nowhere, ['instances', 'create', 'a', '--colour', 'red']);

  assert.deepEqual([unknown.code, option.code], [2, 2]);
  assert.match(unknown.err, /there is no command "instance"/);
  assert.match(option.err, /usage: wagate instances create/);
});

test('every command explains itself', async (t) => {
  const nowhere = { directory: temporaryDirectory(t) };
  const overview = (await wagate(nowhere, ['--help'])).out;
  const commands = [...overview.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map((found) => found[1]);

  assert.ok(commands.length >= 13, commands.join(', '));
  for (const command of commands) {
    const { code, out } = await wagate(nowhere, [...command.split(' '), '--help']);
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^usage: wagate ${command}`));
  }
});

test('the configuration can be checked and explained, and its defaults are a configuration', async (t) => {
  const here = { directory: temporaryDirectory(t) };
  const file = path.join(here.directory, 'wagate.toml');
  fs.writeFileSync(file, toml(configuration()));

  const fine = await wagate(here, ['config', 'check', '--config', file]);
  const explained = await wagate(here, ['config', 'explain', '--config', file], { LOG_LEVEL: 'debug' });
  const defaults = await wagate(here, ['config', 'defaults', '--config', file]);
  fs.writeFileSync(file, '[kernel]\nstate_dri = "x"\n');
  const wrong = await wagate(here, ['config', 'check', '--config', file]);

  assert.equal(fine.code, 0, fine.err);
  assert.match(explained.out, /level\s+= "debug"\s+# .*LOG_LEVEL/);
  assert.ok(!explained.out.includes('integration-test-global-key'), 'the key is not shown');
  assert.match(defaults.out, /\[\[plugin\]\]\nid = "http_server"/);
  assert.equal(wrong.code, 3);
  assert.match(wrong.err, /wagate\.toml:2:1: error: .*state_dri/);
  assert.match(wrong.err, /did you mean "state_dir"/);
});

test('the configurations that are shipped are fine', async (t) => {
  const here = { directory: temporaryDirectory(t) };

  for (const name of ['wagate.toml', 'wagate.dev.toml', 'wagate.minimal.toml']) {
    const { code, err } = await wagate(here, ['config', 'check', '--config', path.join(ROOT, 'config', name)]);
    assert.equal(code, 0, `${name}: ${err}`);
  }
});

test('plugin files can be listed and looked into', async (t) => {
  const here = { directory: temporaryDirectory(t) };

  const list = await wagate(here, ['plugins', 'list']);
  const good = await wagate(here, ['plugins', 'inspect', path.join(BUILD, 'lib/wagate/plugins/http_server.so')]);
  const bad = await wagate(here, ['plugins', 'inspect', path.join(BUILD, 'tests/fixtures/newer_abi.so')]);

  assert.equal(list.code, 0, list.err);
  assert.match(list.out, /transport_socketio .*\n +offers wagate\.transport\/1/);
  assert.match(good.out, /offers +wagate\.http\/1/);
  assert.match(good.out, /port {2}\(integer, default 8080, environment SERVER_PORT\)/);
  assert.equal(bad.code, 4);
  assert.match(bad.out, /refused .*plugin ABI 1\.3/);
});

test('with no configuration at all it serves, with a key that it made', async (t) => {
  const here = { directory: temporaryDirectory(t) };
  const env = environment(here.directory);
  delete env.AUTHENTICATION_API_KEY;
  const child = spawn(PROGRAM, ['serve', '--hints'], { cwd: here.directory, env });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const deadline = Date.now() + 60_000;
  while (!/Ctrl-C/.test(output) && Date.now() < deadline && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  const url = /listening on http:\/\/[^:]+:(\d+)/.exec(output);
  assert.ok(url, output);

  // The same state directory, so the commands find the key by themselves.
  const words = ['--url', `http://127.0.0.1:${url[1]}`];
  const run = (command) => new Promise((resolve) => execFile(PROGRAM, [...command, ...words], { env, cwd: here.directory }, (error, out, err) => resolve({ code: error?.code ?? 0, out, err })));
  const created = await run(['instances', 'create', 'demo']);
  child.kill('SIGTERM');
  const code = await new Promise((resolve) => child.on('exit', resolve));

  assert.equal(created.code, 0, created.err + output);
  assert.equal(code, 0);
  assert.match(output, /instances create demo/);
});
