// What one more WhatsApp session costs in a process that has many, and what receiving a message costs: the gateway's own
// provider beside Baileys, against the same relay, in one run.
//
//   node bench.mjs --build build/release --sessions 50,200 --messages 20
//
// Prints one line of JSON. The servers run on core 0, the relay and the sender in this process.
import { execFileSync, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeClient } from '../../clients/whatsapp/client.mjs';
import { Relay } from '../../clients/whatsapp/relay.mjs';

const { values } = parseArgs({
  options: {
    build: { type: 'string' },
    sessions: { type: 'string', default: '50,200' },
    receivers: { type: 'string', default: '20' },
    messages: { type: 'string', default: '20' },
    idle: { type: 'string', default: '40' }, // seconds before memory is read
    servers: { type: 'string', default: 'wagate,baileys' },
  },
});
process.env.WAGATE_BUILD = values.build;
const { start } = await import('../../integration/gateway.mjs');
const { whatsappConfiguration } = await import('../../integration/whatsapp/account.mjs');

const STEPS = values.sessions.split(',').map(Number);
const RECEIVERS = Math.min(Number(values.receivers), STEPS[0]);
const MESSAGES = Number(values.messages);
const IDLE_MS = Number(values.idle) * 1000;
const AT_A_TIME = 10;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const ends = [];
const scope = { after: (end) => ends.push(end) };
async function finish(code) {
  for (const end of ends.splice(0).reverse()) await end();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => finish(1));
const relay = await Relay.start();
scope.after(() => relay.close());

const pin = (pid) => {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', '0', String(pid)], { stdio: 'ignore' });
  } catch {
    // One core only, or no taskset.
  }
};
const residentBytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
// Of the threads that live, to the nanosecond: ticks miss what works in bursts shorter than one.
function cpuSeconds(pid) {
  const tasks = fs.readdirSync(`/proc/${pid}/task`);
  return tasks.reduce((sum, task) => sum + Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e9;
}

// Calls `work` for every item, a few at a time.
async function forAll(items, work) {
  const left = [...items];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      while (left.length) await work(left.shift());
    }),
  );
}

const SERVERS = {
  async wagate() {
    const gateway = await start(scope, { config: whatsappConfiguration(relay) });
    return {
      pid: gateway.child.pid,
      connect: (numbers) =>
        forAll(numbers, async (number) => {
          await gateway.must('POST', '/instance/create', { body: { instanceName: number, integration: 'WHATSAPP-BAILEYS' } });
          let code;
          await gateway.until(async () => (code = (await gateway.must('GET', `/instance/connect/${number}`)).code), 'a QR code');
          await relay.online((await relay.scan(code, { number })).jid);
          await gateway.until(async () => (await gateway.state(number)) === 'open', 'the session is open');
        }),
      settle: async () => {},
    };
  },
  async baileys() {
    const child = fork(path.join(path.dirname(fileURLToPath(import.meta.url)), 'baileys_clients.mjs'), {
      execArgv: ['--expose-gc'],
      env: { ...process.env, RELAY_URL: relay.url, RELAY_ROOT_KEY: relay.rootKey.toString('hex') },
    });
    scope.after(() => child.kill());
    // Fails when the client that is waited for loses its connection: a figure without it would be wrong.
    const told = (fits, about) =>
      new Promise((resolve, reject) => {
        const look = (message) => {
          const isLost = about !== undefined && message.lost !== undefined && message.name === about;
          if (!isLost && !fits(message)) return;
          child.off('message', look);
          if (isLost) reject(new Error(`a Baileys client lost its connection (${message.lost}): the machine is too busy`));
          else resolve(message);
        };
        child.on('message', look);
      });
    child.setMaxListeners(0);
    return {
      pid: child.pid,
      connect: (numbers) =>
        forAll(numbers, async (number) => {
          const shown = told(({ qr, name }) => qr && name === number, number);
          const open = told((message) => message.open && message.name === number, number);
          open.catch(() => {}); // `shown` says it, too
          child.send({ connect: [number] });
          const { jid } = await relay.scan((await shown).qr, { number });
          await open;
          await relay.online(jid);
        }),
      async settle() {
        const settled = told((message) => message.settled);
        child.send({ settle: true });
        await settled;
      },
    };
  },
};

const sender = await makeClient(relay).pair({ number: '4915100000001', name: 'Ada' });
scope.after(() => sender.end());

async function measure(name, prefix) {
  const server = await SERVERS[name]();
  pin(server.pid);
  const numbers = Array.from({ length: STEPS.at(-1) }, (_, i) => `${prefix}${String(i).padStart(5, '0')}`);
  const resident = [];
  const began = Date.now();
  let pairingMs = 0;
  for (const [index, count] of STEPS.entries()) {
    const before = Date.now();
    await server.connect(numbers.slice(index ? STEPS[index - 1] : 0, count));
    pairingMs += Date.now() - before;
    await pause(IDLE_MS);
    await server.settle();
    resident.push(residentBytes(server.pid));
  }

  const receivers = numbers.slice(0, RECEIVERS);
  const devices = receivers.map((number) => relay.account(number).linked()[0].jid());
  let relayed = 0;
  relay.on('message', () => (relayed += 1));
  const round = async (text) => {
    const wanted = relayed + receivers.length;
    for (const number of receivers) await sender.sock.sendMessage(`${number}@s.whatsapp.net`, { text });
    while (relayed < wanted) await pause(1);
    await Promise.all(devices.map((jid) => relay.settled(jid)));
  };
  await round('the first one, which opens the encrypted session');
  const idleFrom = cpuSeconds(server.pid);
  const idleSeconds = Math.max(1, IDLE_MS / 4000);
  await pause(idleSeconds * 1000);
  const idle = (cpuSeconds(server.pid) - idleFrom) / idleSeconds;
  const from = cpuSeconds(server.pid);
  const at = Date.now();
  for (let i = 0; i < MESSAGES; ++i) await round(`message ${i}`);
  const seconds = (Date.now() - at) / 1000;
  const used = Math.max(0, cpuSeconds(server.pid) - from - idle * seconds);
  return {
    sessions: STEPS,
    resident_bytes: resident,
    bytes_per_session: STEPS.length > 1 ? (resident.at(-1) - resident[0]) / (STEPS.at(-1) - STEPS[0]) : null,
    pairing_ms_per_session: pairingMs / STEPS.at(-1),
    idle_cpu_share: idle,
    messages: MESSAGES * RECEIVERS,
    cpu_us_per_message: (used / (MESSAGES * RECEIVERS)) * 1e6,
    threads: fs.readdirSync(`/proc/${server.pid}/task`).length,
    seconds: (Date.now() - began) / 1000,
  };
}

const results = {};
const prefixes = { wagate: '49152000', baileys: '49153000' };
try {
  for (const name of values.servers.split(',')) results[name] = await measure(name, prefixes[name]);
} catch (error) {
  console.error(error);
  await finish(1);
}
results.violations = relay.violations.slice(0, 10);
console.log(JSON.stringify(results));
await finish(0);
