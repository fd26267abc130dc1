// Patches of app state and media files as Baileys makes them, for tests that read them.
import { createInterface } from 'node:readline';
import crypto from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = process.argv[2];
const load = (file) => import(pathToFileURL(path.join(modules, 'baileys', file)));
console.log = console.info = console.warn = console.error = () => {};
const { encodeSyncdPatch, newLTHashState } = await load('lib/Utils/chat-utils.js');
const { getMediaKeys } = await load('lib/Utils/messages-media.js');
const { proto } = await load('WAProto/index.js');

let state = newLTHashState();

const operations = {
  async patch({ key, key_id, index, name, operation }) {
    const made = await encodeSyncdPatch(
      { type: 'regular_low', index, syncAction: { timestamp: 1768485802, contactAction: { fullName: name } }, apiVersion: 2, operation },
      key_id,
      state,
      async () => ({ keyData: Buffer.from(key, 'base64') }),
    );
    state = made.state;
    return {
      patch: Buffer.from(proto.SyncdPatch.encode(proto.SyncdPatch.fromObject(made.patch)).finish()).toString('base64'),
      hash: Buffer.from(state.hash).toString('base64'),
    };
  },
  async media({ key, kind, plain }) {
    const { iv, cipherKey, macKey } = await getMediaKeys(Buffer.from(key, 'base64'), kind);
    const cipher = crypto.createCipheriv('aes-256-cbc', cipherKey, iv);
    const encrypted = Buffer.concat([cipher.update(Buffer.from(plain, 'base64')), cipher.final()]);
    const mac = crypto.createHmac('sha256', macKey).update(iv).update(encrypted).digest().subarray(0, 10);
    return { file: Buffer.concat([encrypted, mac]).toString('base64') };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = await operations[request.op](request);
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
