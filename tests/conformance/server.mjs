// The gateway under test: it echoes on both layers and lets this machine in without a key.
import fs from 'node:fs';
import { after } from 'node:test';
import { PATIENCE_MS, configuration, start } from '../integration/gateway.mjs';
import { ECHO_PLUGIN, buildEchoPlugin } from './echo_plugin.mjs';

// The heartbeat that the public suites ask for.
export const FAST = { ping_interval_ms: 300, ping_timeout_ms: 200, connect_timeout_ms: 1000 };
// For everything that is not about time: no ping comes between.
export const CALM = { ping_interval_ms: 600_000, ping_timeout_ms: 600_000, connect_timeout_ms: 600_000 };

export const ENGINE = '/engine.io/';
export const SOCKET = '/socket.io/';

// One gateway for the tests of a file: `const url = await serve(CALM)` at its top.
export async function serve(timing, { transport = {}, config = {}, env = {} } = {}) {
  if (!fs.existsSync(ECHO_PLUGIN)) buildEchoPlugin();
  const cleanups = [];
  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });
  const gateway = await start({ after: (cleanup) => cleanups.push(cleanup) }, {
    env,
    config: configuration({
      config: {
        auth_hosts: { keyless: ['127.0.0.1'] },
        transport_socketio: { max_payload_bytes: 1_000_000, engine_echo: true, ...timing, ...transport },
        ...config,
      },
      plus: [{ id: 'com.example.echo-commands', file: ECHO_PLUGIN }],
    }),
  });
  return gateway.url;
}

// Answers like the promise, or fails with `what` when only a hang can be the reason.
export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
