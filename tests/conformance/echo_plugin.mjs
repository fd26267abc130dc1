// Builds examples/echo_commands against the installed SDK, as its README says, into a folder of the
// build directory. A second run has nothing to do.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILD, ROOT } from '../integration/gateway.mjs';

const folder = path.join(BUILD, 'conformance');
export const ECHO_PLUGIN = path.join(folder, 'echo_commands/echo_commands.so');

function run(...words) {
  try {
    execFileSync('cmake', words, { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`cmake ${words.join(' ')}:\n${error.stdout}\n${error.stderr}`);
  }
}

export function buildEchoPlugin() {
  const prefix = path.join(folder, 'prefix');
  const target = path.dirname(ECHO_PLUGIN);
  run('--install', BUILD, '--prefix', prefix);
  run('-S', path.join(ROOT, 'examples/echo_commands'), '-B', target, '-G', 'Ninja', '-DCMAKE_CXX_FLAGS=-O0',
    `-DCMAKE_PREFIX_PATH=${prefix}`);
  run('--build', target);
  return ECHO_PLUGIN;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(buildEchoPlugin());
