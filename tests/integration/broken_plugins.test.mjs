// Plugin files that are broken: refused by name, with the reason and what to do; the rest serves where it may.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BUILD, configuration, launch, start, temporaryDirectory } from './gateway.mjs';

const FIXTURES = path.join(BUILD, 'tests/fixtures');
const EXIT_CONFIG = 3;
const EXIT_PLUGIN = 4;

// What a gateway says and does that needs the file `name` of the fixtures.
async function refusalOf(t, name, more = {}) {
  const plus = [{ id: name, file: path.join(FIXTURES, `${name}.so`), ...more }];
  const gateway = launch(t, { config: configuration({ plus }) });
  const end = await gateway.ended;
  return { code: end.code, output: gateway.output };
}

const CASES = {
  not_elf: /not an ELF/i,
  no_stamp: /stamp/i,
  no_entry: /entry/i,
  newer_abi: /plugin ABI 1\.3/,
  layout_mismatch: /lays out|layout/i,
  descriptor_differs: /stamp/i,
  duplicate_service: /twice/,
  bad_schema: /schema/,
  missing_need: /needs/,
  throws_in_create: /throws_in_create/,
  throws_in_start: /throws_in_start/,
  answers_nothing: /answers_nothing/,
};

for (const [name, reason] of Object.entries(CASES)) {
  test(`${name} is refused by name, with the reason`, async (t) => {
    const { code, output } = await refusalOf(t, name);

    assert.ok(code === EXIT_PLUGIN || code === EXIT_CONFIG, `exit code ${code}: ${output}`);
    assert.match(output, new RegExp(name));
    assert.match(output, reason);
  });
}

test('a file that is not there is named', async (t) => {
  const gateway = launch(t, { config: configuration({ plus: [{ id: 'nowhere', file: '/nonexistent/nowhere.so' }] }) });

  const { code } = await gateway.ended;

  assert.ok(code === EXIT_PLUGIN || code === EXIT_CONFIG, String(code));
  assert.match(gateway.output, /nowhere/);
});

test('a unit that is not required is left out, and the rest serves', async (t) => {
  const plus = ['not_elf', 'throws_in_create', 'throws_in_start', 'missing_need'].map((id) => ({
    id,
    file: path.join(FIXTURES, `${id}.so`),
    required: false,
  }));

  const gateway = await start(t, { config: configuration({ plus }) });

  assert.equal((await gateway.api('GET', '/', { key: null })).status, 200);
  for (const unit of plus) assert.match(gateway.output, new RegExp(unit.id));
});

test('a file that anybody may write is not loaded', async (t) => {
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'good.so');
  fs.copyFileSync(path.join(FIXTURES, 'good.so'), file);
  fs.chmodSync(file, 0o666);

  const gateway = launch(t, { config: configuration({ plus: [{ id: 'good', file }] }) });
  const { code } = await gateway.ended;

  assert.equal(code, EXIT_PLUGIN, gateway.output);
  assert.match(gateway.output, /good/);
});

test('a bad configuration tells every problem at once', async (t) => {
  const config = configuration({
    config: { http_server: { prot: 8080 }, transport_socketio: { ping_interval_ms: 'soon', overflow: 'wait' } },
    tables: { kernel: { nonsense: 1, global_events: 'yes' }, bus: { budget_ms: 0, intake: ['nobody'] } },
  });
  const gateway = launch(t, { config, env: { LOG_FORMAT: 'xml' } });

  const { code } = await gateway.ended;

  assert.equal(code, EXIT_CONFIG, gateway.output);
  const places = [/unknown key "prot"/, /ping_interval_ms/, /overflow/, /unknown key "nonsense"/, /global_events/, /budget_ms/,
    /\[bus\] intake names a filter that does not exist: "nobody"/, /environment variable LOG_FORMAT: error: /];
  for (const place of places) assert.match(gateway.output, place);
  assert.match(gateway.output, /8 problems/);
  assert.match(gateway.output, /wagate\.toml:\d+:\d+: error: /);
});

test('a port that is taken is said with its number', async (t) => {
  const first = await start(t);
  const port = new URL(first.url).port;

  const second = launch(t, { env: { SERVER_PORT: port } });
  const { code } = await second.ended;

  assert.equal(code, 5, second.output);
  assert.match(second.output, new RegExp(port));
});

test('the keys of sample files are refused', async (t) => {
  for (const key of ['BQYHJGJHJ', '429683C4C977415CAAFCCE10F7D57E11']) {
    const gateway = launch(t, { env: { AUTHENTICATION_API_KEY: key } });
    const { code } = await gateway.ended;
    assert.notEqual(code, 0);
    assert.match(gateway.output, /sample/);
    assert.ok(!gateway.output.includes(key));
  }
});
