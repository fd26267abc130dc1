// Packets a client must not send, and odd ones that it may: which end the session, which do not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { TRANSPORTS, assertAlive, join, joined } from './sessions.mjs';
import { CALM, serve } from './server.mjs';

const url = await serve(CALM);
const hole = (num) => `{"_placeholder":true,"num":${num}}`;
const B = Buffer.from([1]);

// [name, packets]: the last one is the violation.
const CLOSED = [
  ['an unknown type', ['4abc']],
  ['the type 7', ['47["message"]']],
  ['the type 9', ['49']],
  ['a type that is no ASCII digit', ['4٢["message"]']],
  ['a blank in front of the type', ['4 2["message"]']],
  ['an empty packet', ['4']],
  ['an object as payload of an event', ['42{}']],
  ['text as payload of an event', ['42"message"']],
  ['a number as payload of an event', ['42/,5']],
  ['null as payload of an event', ['42null']],
  ['an object as payload of an acknowledgement', ['431{}']],
  ['text as payload of an acknowledgement', ['431"x"']],
  ['null as payload of an acknowledgement', ['431null']],
  ['an empty array as event', ['42[]']],
  ...['true', 'false', 'null', '{}', '[]'].map((name) => [`${name} as event name`, [`42[${name}]`]]),
  ...['connect', 'connect_error', 'disconnect', 'disconnecting'].map((name) => [`the reserved event ${name}`, [`42["${name}"]`]]),
  ['a reserved event in escapes', ['42["\\u0063onnect"]']],
  ['a reserved binary event', [`451-["disconnect",${hole(0)}]`, B]],
  ['JSON that is cut', ['42["message"']],
  ['JSON that is cut within text', ['42["mess']],
  ['garbage behind JSON', ['42["message"]x']],
  ['two JSON values', ['42["message"]["message"]']],
  ['a raw control character', ['42["mess\u0001age"]']],
  ['a raw tab in text', ['42["message","\t"]']],
  ['single quotes', ["42['message']"]],
  ['NaN', ['42["message",NaN]']],
  ['Infinity', ['42["message",Infinity]']],
  ['a leading zero', ['42["message",01]']],
  ['a number that ends with its point', ['42["message",1.]']],
  ['a number that begins with its point', ['42["message",.5]']],
  ['a plus sign', ['42["message",+1]']],
  ['an unknown escape', ['42["message","\\x41"]']],
  ['a short escape', ['42["message","\\u12"]']],
  ['a trailing comma in an array', ['42["message",]']],
  ['a trailing comma in an object', ['42["message",{"a":1,}]']],
  ['a comment', ['42["message"/* x */]']],
  ['a key without quotes', ['42["message",{a:1}]']],
  ['a bracket of the wrong kind', ['42["message",{"a":1]]']],
  ['letters as acknowledgement id', ['42abc["message-with-ack"]']],
  ['a negative acknowledgement id', ['42-1["message-with-ack"]']],
  ['a fractional acknowledgement id', ['4212.5["message-with-ack"]']],
  ['an exponent as acknowledgement id', ['421e3["message-with-ack"]']],
  ...['0-', '-', '1.5-', '-1-', 'x-', '', '1', '1e1-'].map((count) => [`the attachment count ${JSON.stringify(count)}`, [`45${count}["message",${hole(0)}]`]]),
  ['text in place of an attachment', [`451-["message",${hole(0)}]`, '42["message"]']],
  ['leaving in place of an attachment', [`451-["message",${hole(0)}]`, '41']],
  ['an attachment without header', [B]],
  ...['"0"', '-1', '1', '99999999999', 'null', 'true', '[]'].map((num) => [`the placeholder number ${num}`, [`451-["message",${hole(num)}]`, B]]),
  ['a placeholder without number', ['451-["message",{"_placeholder":true}]', B]],
  ['a placeholder as event name', [`451-[${hole(0)}]`, B]],
  ['an object as payload of a binary event', [`451-{"a":${hole(0)}}`, B]],
  ['an empty array as binary event', ['451-[]', B]],
  ['an object as payload of a binary acknowledgement', [`461-1{"a":${hole(0)}}`, B]],
  ['joining twice', ['40']],
  ['joining twice with a payload', ['40{}']],
  ['an array to join with', ['40/custom,[]']],
  ['text to join with', ['40/custom,"x"']],
  ['a number to join with', ['40/custom,{']],
  ['null to join with', ['40/custom,null']],
  ['leaving with a payload', ['41{}']],
  ['leaving with text', ['41"x"']],
  ['leaving a namespace that was not joined', ['41/custom,']],
  ['an event for a namespace that was not joined', ['42/custom,["message"]']],
  ['an acknowledgement for a namespace that was not joined', ['43/custom,1[]']],
  ['a binary event for a namespace that was not joined', [`451-/custom,["message",${hole(0)}]`, B]],
  ['an event for a namespace nobody knows', ['42/random,["message"]']],
  ['a connect error from the client', ['44{"message":"x"}']],
  ['a connect error for another namespace', ['44/custom,{"message":"x"}']],
];

// What must not be done before anything is joined.
const CLOSED_BEFORE_JOINING = [
  ['an event', ['42["message"]']],
  ['an acknowledgement', ['431[]']],
  ['leaving', ['41']],
  ['a binary event', [`451-["message",${hole(0)}]`, B]],
  ['letters', ['4abc']],
  ['binary', [B]],
  ['a connect error', ['44{"message":"x"}']],
];

const KEPT = [
  ['an event nobody listens to', ['42["nobody","x"]']],
  ['an event nobody listens to that asks for an acknowledgement', ['4277["nobody"]'], /^4377\[/],
  ['an event named error', ['42["error","x"]']],
  ['an event without name', ['42[""]']],
  ['an event named __proto__', ['42["__proto__",{"__proto__":1}]']],
  ['an event with a number as name', ['42[0]', '42[1.5,"x"]', '42[-3]']],
  ['an acknowledgement with an unknown id', ['43999["x"]']],
  ['an acknowledgement without id', ['43["x"]']],
  ['an empty acknowledgement', ['431[]']],
  ['a binary acknowledgement with an unknown id', [`461-999[${hole(0)}]`, B]],
  ['attachments that nothing names', ['452-["nobody"]', B, B]],
  ['a pong', ['3']],
  ['a noop', ['6']],
  ['an open packet', ['0{}']],
  ['blanks around JSON', ['42 ["nobody"] \n\t\r']],
];

// Either is fine; what counts is that a session that goes on works, and that one that ends ends in order.
const FREE = [
  ['an event without payload', ['42']],
  ['the main namespace by name', ['42/,["nobody"]']],
  ['an id of sixteen digits', ['429007199254740993["nobody"]']],
  ['an id of a hundred digits', [`42${'9'.repeat(100)}["nobody"]`]],
  ['a leading zero in an id', ['42007["nobody"]']],
  ['joining with an id', ['40/custom,12{}']],
  ['deep nesting', [`42["nobody",${'['.repeat(50_000)}${']'.repeat(50_000)}]`]],
  ['deep nesting that is cut', [`42["nobody",${'['.repeat(100_000)}`]],
  ['deep nesting of objects', [`42["message",${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}]`]],
  ['a fractional placeholder number', [`451-["nobody",${hole('0.5')}]`, B]],
  ['newListener', ['42["newListener"]']],
  ['removeListener', ['42["removeListener"]']],
  ['a namespace of a hundred thousand characters', [`40/${'x'.repeat(100_000)},`]],
];

for (const transport of Object.keys(TRANSPORTS)) {
  for (const [name, packets] of CLOSED) {
    test(`${name} ends a session in order over ${transport}`, async (t) => {
      const session = await joined(t, url, transport);
      await session.send(...packets);
      await session.assertViolated();
    });
  }

  for (const [name, packets] of CLOSED_BEFORE_JOINING) {
    test(`${name} from a client that has joined nothing ends its session over ${transport}`, async (t) => {
      const session = await TRANSPORTS[transport](t, url);
      await session.send(...packets);
      await session.assertViolated();
    });
  }

  test(`one attachment too many ends a session over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await session.send(`451-["message",${hole(0)}]`, B);
    assert.equal(await session.receive(), `451-["message-back",${hole(0)}]`);
    assert.deepEqual(await session.receive(), B);
    await session.send(B);
    await session.assertViolated();
  });

  test(`nothing behind a violation is processed over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await session.send('42{}', '42["message",3]', 'x', '40/custom,');
    await session.assertViolated();
  });

  test(`an event for a namespace that was left ends a session over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await join(session, '/custom');
    await session.send('41/custom,', '42/custom,["message","late"]');
    await session.assertViolated();
  });

  test(`a violation in one namespace ends all of them over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await join(session, '/custom');
    await session.send('42/custom,{}');
    await session.assertViolated();
  });

  test(`eleven attachments end a session over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await session.send('4511-["message"]');
    await session.assertViolated();
  });

  test(`a count of attachments nobody could send ends a session over ${transport}`, async (t) => {
    const session = await joined(t, url, transport);
    await session.send('4518446744073709551617-["message"]');
    await session.assertViolated();
  });

  for (const [name, packets, answer] of KEPT) {
    test(`${name} is no reason to end a session over ${transport}`, async (t) => {
      const session = await joined(t, url, transport);
      await session.send(...packets);
      if (answer) {
        // Not answering would be fine, too.
        await session.send('42["message","mark"]');
        const first = await session.receive();
        if (first !== '42["message-back","mark"]') {
          assert.match(first, answer);
          assert.equal(await session.receive(), '42["message-back","mark"]');
        }
      }
      await assertAlive(session);
    });
  }

  for (const [name, packets] of FREE) {
    test(`${name} does no harm over ${transport}`, async (t) => {
      const session = await joined(t, url, transport);
      try {
        await session.send(...packets);
        await session.send('42["message","mark"]');
        let message;
        do message = await session.receive();
        while (message !== '42["message-back","mark"]' && typeof message === 'string' && message !== '1');
      } catch (error) {
        if (error.code !== 'ERR_ASSERTION') throw error; // it was ended
      }
      await assertAlive(await joined(t, url, transport), 'other clients go on');
    });
  }
}
