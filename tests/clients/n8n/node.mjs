// The community node for Evolution API as n8n would run it, without n8n: its operations read their
// parameters from `this`, and so does ours.
//
//   const node = new Node({ url, key });
//   await node.run('messages-api', 'send-text', { instanceName, remoteJid, messageText });
//
// Answers what the node hands to the next one; throws what the node throws, with `status` and `body` of
// the answer that made it fail. Remembers every path and every operation it was used for.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { EvolutionApi } = require('n8n-nodes-evolution-api/dist/nodes/EvolutionApi/EvolutionApi.node.js');

export class Node {
  constructor({ url, key }) {
    this.credentials = { 'server-url': url, apikey: key };
    this.node = new EvolutionApi();
    this.requests = []; // "POST /chat/findChats/shop-01"
    this.operations = new Set(); // "chat-api find-chats"
  }

  // The operations that the node offers, as this.operations writes them.
  static offered() {
    const { resourceOperationsFunctions } = require('n8n-nodes-evolution-api/dist/nodes/EvolutionApi/execute');
    return Object.entries(resourceOperationsFunctions).flatMap(([resource, operations]) =>
      Object.keys(operations).map((operation) => `${resource} ${operation}`),
    );
  }

  // The values that a parameter's list offers in n8n's editor.
  static choices(name) {
    return new EvolutionApi().description.properties
      .filter((property) => property.name === name)
      .flatMap((property) => property.options ?? [])
      .map((option) => option.value);
  }

  async run(resource, operation, parameters) {
    this.operations.add(`${resource} ${operation}`);
    let failure;
    const surroundings = {
      getNodeParameter: (name, index, fallback) => {
        if (name === 'resource') return resource;
        if (name === 'operation') return operation;
        const value = parameters[name] ?? fallback;
        if (value === undefined) throw new Error(`Could not get parameter "${name}"`);
        return value;
      },
      getInputData: () => [{ json: {} }],
      getCredentials: async () => this.credentials,
      getNode: () => ({ name: 'Evolution API' }),
      continueOnFail: () => false,
      helpers: {
        request: async (options) => {
          try {
            return await this.request(options);
          } catch (error) {
            failure = error;
            throw error;
          }
        },
        returnJsonArray: (data) => (Array.isArray(data) ? data : [data]),
      },
    };
    try {
      const [items] = await this.node.execute.call(surroundings);
      const item = items[0]?.json ?? items[0];
      if (item?.success === false) throw new Error(JSON.stringify(item.error));
      return item?.data ?? item;
    } catch (error) {
      throw Object.assign(error, { status: failure?.statusCode, body: failure?.body });
    }
  }

  // What n8n's request helper does: JSON both ways, and an error for every status that is not 2xx.
  async request({ method, uri, headers, body }) {
    const url = new URL(uri);
    this.requests.push(`${method} ${url.pathname}`);
    const sent = new Headers({ accept: 'application/json', ...(body && { 'content-type': 'application/json' }) });
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    const response = await fetch(url, {
      method,
      headers: sent,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    const answer = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return answer;
    throw Object.assign(new Error(`${response.status} - ${text}`), { statusCode: response.status, body: answer });
  }
}
