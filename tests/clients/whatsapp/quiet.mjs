// libsignal writes what it does, keys and all, to the console. Tests and the relay's output are for
// reading, so those lines go nowhere.
const CHATTER =
  /^(Closing |Opening session|Removing old closed|Session |Failed to decrypt|Decrypted message with closed|Migrating session|V1 session)/;

for (const name of ['info', 'warn', 'error']) {
  const real = console[name];
  console[name] = (...words) => {
    if (!CHATTER.test(String(words[0]))) real.apply(console, words);
  };
}
