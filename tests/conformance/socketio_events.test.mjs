// Events, acknowledgements and binary, both ways and over either transport.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RS } from './polling.mjs';
import { TRANSPORTS, assertAlive, join, joined } from './sessions.mjs';
import { CALM, serve } from './server.mjs';

const url = await serve(CALM);
const hole = (num) => `{"_placeholder":true,"num":${num}}`;

for (const transport of Object.keys(TRANSPORTS)) {
  const enter = (t) => joined(t, url, transport);

  test(`arguments come back byte for byte over ${transport}`, async (t) => {
    const session = await enter(t);
    for (const args of ['', ',1,"2",{"3":[true]}', ',"\\u2028 \u2029 € 😀 \\u0000 \\ud800"', ',null,1.5e300,-0,[[],{}]', ',{"__proto__":1,"a":1,"a":2}']) {
      await session.send(`42["message"${args}]`);
      assert.equal(await session.receive(), `42["message-back"${args}]`);
    }
  });

  test(`blanks between arguments change nothing over ${transport}`, async (t) => {
    const session = await enter(t);
    await session.send('42 [ "message" , 1 , { "a" : [ ] } ] ');
    const back = await session.receive();
    assert.deepEqual(JSON.parse(back.slice(2)), ['message-back', 1, { a: [] }]);
  });

  test(`acknowledgements carry the id that was asked with over ${transport}`, async (t) => {
    const session = await enter(t);
    for (const id of ['0', '1', '456', '2147483647', '4294967295']) {
      await session.send(`42${id}["message-with-ack",1,"2",{"3":[false]}]`);
      assert.equal(await session.receive(), `43${id}[1,"2",{"3":[false]}]`);
    }
  });

  test(`acknowledgements belong to their namespace over ${transport}`, async (t) => {
    const session = await enter(t);
    await join(session, '/custom');
    await session.send('42/custom,7["message-with-ack","there"]', '427["message-with-ack","here"]');
    assert.equal(await session.receive(), '43/custom,7["there"]');
    assert.equal(await session.receive(), '437["here"]');
  });

  test(`an event that asks for an acknowledgement may carry nothing over ${transport}`, async (t) => {
    const session = await enter(t);
    await session.send('4212["message-with-ack"]');
    assert.equal(await session.receive(), '4312[]');
  });

  test(`many events come back in order over ${transport}`, async (t) => {
    const session = await enter(t);
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    await session.send(...numbers.map((i) => (i % 3 ? `42["message",${i}]` : `42${i}["message-with-ack",${i}]`)));
    for (const i of numbers) assert.equal(await session.receive(), i % 3 ? `42["message-back",${i}]` : `43${i}[${i}]`);
  });

  test(`binary arguments come back behind their header over ${transport}`, async (t) => {
    const session = await enter(t);
    await session.send(`452-["message",${hole(0)},{"x":${hole(1)}}]`, Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6]));
    assert.equal(await session.receive(), `452-["message-back",${hole(0)},{"x":${hole(1)}}]`);
    assert.deepEqual(await session.receive(), Buffer.from([1, 2, 3]));
    assert.deepEqual(await session.receive(), Buffer.from([4, 5, 6]));
  });

  test(`a binary acknowledgement comes back over ${transport}`, async (t) => {
    const session = await enter(t);
    await session.send(`452-789["message-with-ack",${hole(0)},${hole(1)}]`, Buffer.from([1, 2, 3]), Buffer.from([4]));
    assert.equal(await session.receive(), `462-789[${hole(0)},${hole(1)}]`);
    assert.deepEqual(await session.receive(), Buffer.from([1, 2, 3]));
    assert.deepEqual(await session.receive(), Buffer.from([4]));
  });

  test(`binary has its namespace over ${transport}`, async (t) => {
    const session = await enter(t);
    await join(session, '/custom');
    await session.send(`451-/custom,3["message-with-ack",${hole(0)}]`, Buffer.from([255]));
    assert.equal(await session.receive(), `461-/custom,3[${hole(0)}]`);
    assert.deepEqual(await session.receive(), Buffer.from([255]));
  });

  test(`empty binary is legal over ${transport}`, async (t) => {
    const session = await enter(t);
    await session.send(`451-["message",${hole(0)}]`, Buffer.alloc(0));
    assert.equal(await session.receive(), `451-["message-back",${hole(0)}]`);
    assert.deepEqual(await session.receive(), Buffer.alloc(0));
  });

  test(`placeholders in another order, twice or never mean the bytes they name over ${transport}`, async (t) => {
    const session = await enter(t);
    const values = [Buffer.from([10]), Buffer.from([20])];
    for (const named of [[1, 0], [0, 0], [1], []]) {
      await session.send(`452-["message"${named.map((num) => ',' + hole(num)).join('')}]`, ...values);
      const back = await session.receive();
      const [, count, json] = /^45(\d+)-(.*)$/.exec(back) ?? [null, '0', back.slice(2)];
      const attachments = [];
      for (let i = 0; i < Number(count); ++i) attachments.push(await session.receive());
      const args = JSON.parse(json).slice(1).map((value) => attachments[value.num]);
      assert.deepEqual(args, named.map((num) => values[num]), back);
    }
  });

  test(`a placeholder in a packet without binary is plain data over ${transport}`, async (t) => {
    const session = await enter(t);
    await session.send(`42["message",${hole(0)}]`);
    assert.equal(await session.receive(), `42["message-back",${hole(0)}]`);
  });

  test(`ten attachments pass over ${transport}`, async (t) => {
    const session = await enter(t);
    const values = Array.from({ length: 10 }, (_, i) => Buffer.from([i, i]));
    const json = values.map((_, i) => ',' + hole(i)).join('');
    await session.send(`4510-["message"${json}]`, ...values);
    assert.equal(await session.receive(), `4510-["message-back"${json}]`);
    for (const value of values) assert.deepEqual(await session.receive(), value);
  });

  test(`a heartbeat or a noop between attachments does not matter over ${transport}`, async (t) => {
    const session = await enter(t);
    await session.send(`452-["message",${hole(0)},${hole(1)}]`, '3', Buffer.from([1]), '6', Buffer.from([2]));
    assert.match(await session.receive(), /^452-/);
    assert.deepEqual([await session.receive(), await session.receive()], [Buffer.from([1]), Buffer.from([2])]);
  });

  test(`binary of one session does not get into another over ${transport}`, async (t) => {
    const [one, two] = [await enter(t), await enter(t)];
    await one.send(`451-["message",${hole(0)}]`);
    await two.send(`451-["message",${hole(0)}]`, Buffer.from([2]));
    await one.send(Buffer.from([1]));
    await one.receive();
    await two.receive();
    assert.deepEqual([await one.receive(), await two.receive()], [Buffer.from([1]), Buffer.from([2])]);
  });
}

test('attachments may come in posts of their own', async (t) => {
  const session = await joined(t, url, 'polling');
  await session.send(`452-["message",${hole(0)},${hole(1)}]`);
  await session.send(Buffer.from([1]));
  await session.send(Buffer.from([2]));
  assert.match(await session.receive(), /^452-/);
  assert.deepEqual([await session.receive(), await session.receive()], [Buffer.from([1]), Buffer.from([2])]);
});

test('an event of half a payload comes back over polling', async (t) => {
  const session = await joined(t, url, 'polling');
  const text = 'x'.repeat(400_000);
  await session.send(`42["message","${text}"]`);
  assert.ok((await session.receive()) === `42["message-back","${text}"]`);
});

test('half a binary packet is forgotten with its session', async (t) => {
  for (const transport of Object.keys(TRANSPORTS)) {
    const session = await joined(t, url, transport);
    await session.send(`451-["message",${hole(0)}]`);
    if (transport === 'polling') await session.polling.send('1');
    else session.socket.socket.destroy();
    await assertAlive(await joined(t, url, transport));
  }
});

test('several events in one payload are answered in one payload', async (t) => {
  const { polling } = await joined(t, url, 'polling');
  await polling.send(['42["message",1]', '425["message-with-ack",2]'].join(RS));
  assert.deepEqual(await polling.receive(2), ['42["message-back",1]', '435[2]']);
});
