// Starts a gateway process of its own for a test, speaks REST with it, and ends it.
//
//   const gateway = await start(t, { env: { WEBSOCKET_GLOBAL_EVENTS: 'true' } });
//   await gateway.open('shop-01');
//
// Every gateway has a state directory of its own, a free port and a key of its own. What the
// gateway printed is shown when a test fails.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toml } from './toml.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const BUILD = path.resolve(process.env.WAGATE_BUILD ?? path.join(ROOT, 'build/release'));
export const PROGRAM = path.join(BUILD, 'bin/wagate');
export const KEY = 'integration-test-global-key-5f0c';

// Long enough that only a hang reaches it; no test waits this long to pass.
export const PATIENCE_MS = Number(process.env.WAGATE_PATIENCE_MS ?? 60_000);

// A config that has everything the tests need: the default units, with a fast and quiet simulator.
export function configuration(changes = {}) {
  const units = [
    { id: 'store_sqlite' },
    { id: 'http_server', config: { host: '127.0.0.1' } },
    { id: 'auth_hosts' },
    { id: 'auth_apikey' },
    { id: 'filter_selection' },
    { id: 'session_simulator', config: { scan_after_ms: 1, history_chunks: 0, groups: 0, live: false, seed: 7 } },
    { id: 'api_rest' },
    { id: 'transport_socketio' },
  ];
  const document = {
    instances: { integrations: { SIMULATOR: 'session_simulator', 'WHATSAPP-BAILEYS': 'session_simulator' } },
    plugin: units.filter((unit) => !(changes.without ?? []).includes(unit.id)).map((unit) => ({ ...unit })),
  };
  for (const [id, config] of Object.entries(changes.config ?? {})) {
    const unit = document.plugin.find((candidate) => candidate.id === id);
    unit.config = { ...unit.config, ...config };
  }
  for (const unit of changes.plus ?? []) document.plugin.push(unit);
  for (const [table, values] of Object.entries(changes.tables ?? {})) document[table] = { ...document[table], ...values };
  return document;
}

export class Gateway {
  constructor(child, directory) {
    this.child = child;
    this.directory = directory;
    this.key = KEY;
    this.output = '';
    this.ended = new Promise((resolve) => {
      child.on('exit', (code, signal) => resolve({ code, signal }));
      child.on('error', (error) => resolve({ code: -1, error }));
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    this.ready = new Promise((resolve, reject) => {
      const look = (chunk) => {
        this.output += chunk;
        const found = /listening on (https?:\/\/\S+)/.exec(this.output);
        if (found) resolve(found[1]);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      this.ended.then((end) => reject(new Error(`the gateway ended before it listened (${JSON.stringify(end)}):\n${this.output}`)));
      setTimeout(() => reject(new Error(`the gateway does not listen:\n${this.output}`)), PATIENCE_MS).unref();
    });
    this.ready.catch(() => {});
  }

  // Answers {status, headers, text, json}; `key: null` sends none.
  async api(method, target, { key = this.key, body, headers = {} } = {}) {
    const response = await fetch(this.url + target, {
      method,
      headers: {
        ...(key === null ? {} : { apikey: key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, headers: response.headers, text, json };
  }

  async must(method, target, options) {
    const answer = await this.api(method, target, options);
    if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  // Creates an instance of the simulator; events: all unless given. Answers {name, token, id}.
  async create(name, { events = [], ...more } = {}) {
    const created = await this.must('POST', '/instance/create', {
      body: { instanceName: name, integration: 'SIMULATOR', websocket: { enabled: true, events }, ...more },
    });
    return { name, token: created.hash, id: created.instance.instanceId };
  }

  // Creates, connects, and waits until the session is open.
  async open(name, options) {
    const instance = await this.create(name, options);
    await this.connect(name);
    return instance;
  }

  // Connects and waits until the session is open.
  async connect(name) {
    await this.must('GET', `/instance/connect/${encodeURIComponent(name)}`);
    await this.until(async () => (await this.state(name)) === 'open', `${name} is open`);
  }

  async state(name) {
    return (await this.must('GET', `/instance/connectionState/${encodeURIComponent(name)}`)).instance.state;
  }

  // Publishes events through the simulator: {event, data, attachments?} or a list. Needs a session.
  publish(name, events) {
    return this.must('POST', `/simulator/${encodeURIComponent(name)}/events`, { body: events });
  }

  load(name, specification) {
    return this.must('POST', `/simulator/${encodeURIComponent(name)}/load`, { body: specification });
  }

  // The stanzas that the simulated session was given.
  stanzas(name) {
    return this.must('GET', `/simulator/${encodeURIComponent(name)}/stanzas`);
  }

  // Asks again and again, with short pauses, until the answer is true.
  async until(question, what) {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await question())) {
      if (Date.now() > deadline) throw new Error(`waited in vain until ${what}\n${this.output.slice(-4000)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  residentBytes() {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024;
  }

  // Asks the gateway to end and answers how it did: {code, signal, ms}.
  async stop(signal = 'SIGTERM') {
    const before = Date.now();
    this.child.kill(signal);
    const killer = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    const end = await this.ended;
    clearTimeout(killer);
    return { ...end, ms: Date.now() - before };
  }
}

export function temporaryDirectory(t) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wagate-it-'));
  t.after(() => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}

// The environment of a gateway: nothing of the machine's own settings gets in.
export function environment(directory, more = {}) {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'TSAN_OPTIONS'];
  return {
    ...Object.fromEntries(kept.filter((name) => name in process.env).map((name) => [name, process.env[name]])),
    WAGATE_STATE_DIR: path.join(directory, 'state'),
    AUTHENTICATION_API_KEY: KEY,
    SERVER_PORT: '0',
    ...more,
  };
}

// Spawns a gateway and does not wait for it; for tests of starts that fail.
export function launch(t, { config = configuration(), text, env = {}, args = [], directory = temporaryDirectory(t) } = {}) {
  const file = path.join(directory, 'wagate.toml');
  fs.writeFileSync(file, text ?? toml(config));
  const child = spawn(PROGRAM, ['serve', '--config', file, ...args], {
    cwd: directory,
    env: environment(directory, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gateway = new Gateway(child, directory);
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const end = await gateway.stop();
      if (end.code !== 0) throw new Error(`the gateway ended with ${JSON.stringify(end)}:\n${gateway.output.slice(-8000)}`);
    }
    if (process.env.WAGATE_TEST_LOG) process.stderr.write(gateway.output);
  });
  return gateway;
}

export async function start(t, options) {
  const gateway = launch(t, options);
  gateway.url = await gateway.ready;
  return gateway;
}
