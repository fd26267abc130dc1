// Baileys fetches media by https from a fixed host. In the tests that host is the relay, which
// speaks http on loopback: a request for it is turned round, one for anything else but loopback
// refused, so that no test reaches out.
import http from 'node:http';

const REAL = globalThis.fetch;

// Where to fetch `url` from, or null when it is not to be fetched.
export function local(url) {
  const { hostname, host, pathname, search, href } = new URL(url);
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost';
  const port = /^\/v\/(\d+)\//.exec(pathname)?.[1];
  if (port && (loopback || hostname === 'mmg.whatsapp.net')) return `http://127.0.0.1:${port}${pathname}${search}`;
  if (loopback && pathname.startsWith('/pictures/')) return `http://${host}${pathname}${search}`;
  return loopback ? href : null;
}

export function turnFetchToRelay() {
  globalThis.fetch = (url, options) => {
    const here = local(url);
    if (!here) return Promise.reject(new Error(`a test client wanted to fetch from ${new URL(url).hostname}`));
    return REAL(here, options);
  };
}

// For uploads, which Baileys makes with node:https: an agent that passes for one of https and
// connects without TLS.
export function plainAgent() {
  return Object.assign(new http.Agent({ keepAlive: false }), { protocol: 'https:' });
}
