// Joined Socket.IO sessions over either transport, seen the same way.
import assert from 'node:assert/strict';
import { Polling, RS } from './polling.mjs';
import { SOCKET } from './server.mjs';
import { Ws } from './websocket.mjs';

// {send(...packets), receive(), assertViolated(), name}: packets are strings with the Engine.IO type, or Buffers.
function overPolling(polling) {
  const queue = [];
  const encode = (packet) => (typeof packet === 'string' ? packet : 'b' + packet.toString('base64'));
  const decode = (packet) => (packet[0] === 'b' ? Buffer.from(packet.slice(1), 'base64') : packet);
  return {
    polling,
    send: (...packets) => polling.send(packets.map(encode).join(RS)),
    async receive() {
      if (queue.length === 0) queue.push(...(await polling.receive()).map(decode));
      return queue.shift();
    },
    // The session ends in order: nothing else was waiting.
    async assertViolated(what) {
      assert.deepEqual(queue, [], what);
      await polling.assertEndedOrderly(what);
    },
  };
}

function overWebSocket(socket) {
  return {
    socket,
    async send(...packets) {
      for (const packet of packets) socket.send(packet);
    },
    receive: () => socket.next(),
    async assertViolated(what) {
      assert.deepEqual(await socket.end(), { messages: [], code: null }, what);
    },
  };
}

export const TRANSPORTS = {
  polling: async (t, url, mount = SOCKET) => overPolling(await Polling.open(url, mount)),
  websocket: async (t, url, mount = SOCKET) => overWebSocket(await Ws.open(t, url, mount)),
};

// Joins and takes what the application says to a new client.
export async function join(session, namespace = '/') {
  const prefix = namespace === '/' ? '' : `${namespace},`;
  await session.send(`40${prefix}`);
  const answer = await session.receive();
  assert.ok(answer.startsWith(`40${prefix}{"sid":"`), answer);
  assert.equal(await session.receive(), `42${prefix}["auth",{}]`);
  return JSON.parse(answer.slice(2 + prefix.length)).sid;
}

export async function joined(t, url, transport, namespace) {
  const session = await TRANSPORTS[transport](t, url);
  await join(session, namespace);
  return session;
}

// Proves that the session and its membership of "/" go on.
export async function assertAlive(session, what) {
  await session.send('42["message","still here"]');
  assert.equal(await session.receive(), '42["message-back","still here"]', what);
}
