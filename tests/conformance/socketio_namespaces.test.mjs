// Joining and leaving namespaces, over either transport.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Polling, RS } from './polling.mjs';
import { TRANSPORTS, assertAlive, join, joined } from './sessions.mjs';
import { CALM, SOCKET, serve } from './server.mjs';
import { Ws } from './websocket.mjs';

const url = await serve(CALM);

test('the socket id is random and is not the id of the session', async () => {
  const session = await Polling.open(url, SOCKET);
  await session.send('40');
  const [answer] = await session.receive(2);
  const { sid } = JSON.parse(answer.slice(2));
  assert.match(sid, /^[A-Za-z0-9_-]{20,}$/);
  assert.notEqual(sid, session.sid);
  assert.ok(!sid.includes(session.sid.slice(0, 10)) && !session.sid.includes(sid.slice(0, 10)));
});

for (const transport of Object.keys(TRANSPORTS)) {
  const open = (t) => TRANSPORTS[transport](t, url);

  for (const [namespace, prefix] of [['/', ''], ['/custom', '/custom,']]) {
    for (const [payload, auth] of [['', '{}'], ['{}', '{}'], ['{"token":"123"}', '{"token":"123"}'], [' {"token":"é","n":[1]} ', null]]) {
      test(`CONNECT to ${namespace} with the payload ${JSON.stringify(payload)} is answered before the first event over ${transport}`, async (t) => {
        const session = await open(t);
        await session.send(`40${prefix}${payload}`);
        const answer = await session.receive();
        assert.ok(answer.startsWith(`40${prefix}`), answer);
        assert.deepEqual(Object.keys(JSON.parse(answer.slice(2 + prefix.length))), ['sid']);
        const first = await session.receive();
        assert.ok(first.startsWith(`42${prefix}["auth",`), first);
        assert.deepEqual(JSON.parse(first.slice(2 + prefix.length)), ['auth', JSON.parse(auth ?? payload)]);
      });
    }
  }

  test(`an unknown namespace is refused and the client may try again over ${transport}`, async (t) => {
    const session = await open(t);
    for (const namespace of ['/random', '/custom/', '/Custom', '/custom?x=1', '/cust%6fm', '/__proto__', '/custom{"a":1}', '/custom%2C']) {
      await session.send(`40${namespace},`);
      const answer = await session.receive();
      assert.equal(answer, `44${namespace},{"message":"Invalid namespace"}`);
    }
    await join(session, '/custom');
    await join(session);
  });

  test(`a comma behind the namespace may be missing at the end of a packet over ${transport}`, async (t) => {
    const session = await open(t);
    await session.send('40/custom');
    assert.match(await session.receive(), /^40\/custom,\{"sid":"/);
    assert.equal(await session.receive(), '42/custom,["auth",{}]');
    await session.send('41/custom');
    await join(session, '/custom');
  });

  test(`a payload that follows a namespace without comma is part of its name over ${transport}`, async (t) => {
    const session = await open(t);
    await session.send('40/custom{"a":1}');
    assert.equal(await session.receive(), '44/custom{"a":1},{"message":"Invalid namespace"}');
  });

  test(`a client may join and leave one namespace while another goes on over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await join(session, '/custom');
    await session.send('42/custom,["message","there"]', '42["message","here"]');
    assert.equal(await session.receive(), '42/custom,["message-back","there"]');
    assert.equal(await session.receive(), '42["message-back","here"]');
    await session.send('41/custom,');
    await assertAlive(session);
  });

  test(`leaving is not answered, and a client that comes back gets a new id over ${transport}`, async (t) => {
    const session = await open(t);
    const first = await join(session);
    await session.send('41');
    assert.notEqual(await join(session), first);
    await assertAlive(session);
  });

  test(`leaving and joining at once are done in order over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await session.send('41', '40');
    assert.match(await session.receive(), /^40\{"sid"/);
    assert.equal(await session.receive(), '42["auth",{}]');
    await assertAlive(session);
  });

  test(`two sessions have ids of their own and do not hear each other over ${transport}`, async (t) => {
    const [one, two] = [await open(t), await open(t)];
    assert.notEqual(await join(one), await join(two));
    await one.send('42["message","one"]');
    await two.send('42["message","two"]');
    assert.equal(await one.receive(), '42["message-back","one"]');
    assert.equal(await two.receive(), '42["message-back","two"]');
  });

  test(`the same session has another id in every namespace over ${transport}`, async (t) => {
    const session = await open(t);
    assert.notEqual(await join(session), await join(session, '/custom'));
  });
}

test('two namespaces joined in one payload are both answered', async () => {
  const session = await Polling.open(url, SOCKET);
  await session.send(['40', '40/custom,', '40/none,'].join(RS));
  const packets = await session.receive(5);
  assert.equal(packets.filter((packet) => packet.startsWith('40{"sid"')).length, 1);
  assert.equal(packets.filter((packet) => packet.startsWith('40/custom,{"sid"')).length, 1);
  assert.ok(packets.includes('44/none,{"message":"Invalid namespace"}'));
});

test('a client that vanishes while it joins harms nobody', async (t) => {
  for (let i = 0; i < 20; ++i) {
    const socket = await Ws.open(t, url, SOCKET);
    socket.send('40');
    socket.socket.resetAndDestroy();
  }
  await joined(t, url, 'websocket');
});
