// Where encrypted files are put and fetched: plain http on the relay's own port.
//
// Real clients speak https to it; those of the tests are told to use http, or have their fetch
// turned round (see media_fetch.mjs).
import crypto from 'node:crypto';
import { node } from './nodes.mjs';

const ORIGIN = 'https://web.whatsapp.com';
const TYPES = [
  'image',
  'video',
  'audio',
  'document',
  'md-msg-hist',
  'md-app-state',
  'sticker-pack',
  'thumbnail-link',
  'thumbnail-image',
  'thumbnail-document',
  'thumbnail-video',
];

export class MediaHost {
  #files = new Map();

  constructor(relay) {
    this.relay = relay;
    this.auth = crypto.randomBytes(24).toString('base64url');
    this.requests = [];
    // Called with the request before it is served; may return a status to answer with instead.
    this.refuse = null;
  }

  // The answer to media_conn.
  connection() {
    return node('media_conn', { auth: this.auth, ttl: 3600, auth_ttl: 21_600, max_buckets: 12 }, [
      node('host', { hostname: this.relay.mediaHost, type: 'primary' }, [
        node('download', {}, []),
        node('upload', {}, []),
      ]),
    ]);
  }

  // Stores encrypted bytes and returns {directPath, url}.
  store(type, bytes) {
    const name = crypto.createHash('sha256').update(bytes).digest('base64url');
    const path = `/v/${this.relay.port}/${type}/${name}`;
    this.#files.set(path, bytes);
    const directPath = `${path}?ccb=11-4&oh=relay&oe=65000000`;
    return { directPath, url: `https://mmg.whatsapp.net${directPath}`, path };
  }

  // Forgets a file, or replaces its bytes, as a test of what is gone or broken needs it.
  forget(directPath) {
    this.#files.delete(directPath.split('?')[0]);
  }

  // Has the file under another address only. Returns it.
  move(directPath) {
    const [path, query] = directPath.split('?');
    this.#files.set(`${path}-again`, this.#files.get(path));
    this.#files.delete(path);
    return `${path}-again?${query}`;
  }

  replace(directPath, change) {
    const path = directPath.split('?')[0];
    this.#files.set(path, change(Buffer.from(this.#files.get(path))));
  }

  serve(request, response) {
    const url = new URL(request.url, 'http://relay');
    this.requests.push({ method: request.method, url: request.url, headers: request.headers });
    const status = this.refuse?.(request, url);
    if (status) {
      request.resume();
      response.writeHead(status).end();
    } else if (request.method === 'POST') this.#upload(request, response, url);
    else this.#download(request, response, url);
  }

  #upload(request, response, url) {
    const [, , type, token] = url.pathname.split('/');
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const bytes = Buffer.concat(parts);
      const hash = crypto.createHash('sha256').update(bytes).digest('base64url');
      const expect = (truth, problem) => truth || this.relay.violation('an upload', problem);
      const given = decodeURIComponent(token ?? '').replace(/=+$/, '');
      expect(url.pathname.startsWith('/mms/') && TYPES.includes(type), `went to ${url.pathname}`);
      expect(given === hash, 'has a token that is not the SHA-256 of what was sent');
      expect((url.searchParams.get('token') ?? '').replace(/=+$/, '') === given, 'names two tokens');
      expect(url.searchParams.get('auth') === this.auth, 'has not the auth of media_conn');
      expect(request.headers.origin === ORIGIN, `has the Origin ${request.headers.origin}`);
      const { directPath, url: address } = this.store(type, bytes);
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ url: address, direct_path: directPath, handle: hash }));
    });
  }

  #download(request, response, url) {
    const picture = /^\/pictures\/(\d+)$/.exec(url.pathname);
    const file = picture ? this.#picture(picture[1]) : this.#files.get(url.pathname);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    if (!picture && request.headers.origin !== ORIGIN)
      this.relay.violation('a download', `has the Origin ${request.headers.origin}`);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const body = range ? file.subarray(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined) : file;
    response
      .writeHead(range ? 206 : 200, { 'content-type': 'application/octet-stream', 'content-length': body.length })
      .end(body);
  }

  #picture(id) {
    const owners = [
      ...this.relay.directory.all(),
      ...this.relay.directory.all().flatMap((account) => this.relay.groups.of(account)),
    ];
    return owners.find((owner) => owner.picture?.id === id)?.picture.image;
  }
}
