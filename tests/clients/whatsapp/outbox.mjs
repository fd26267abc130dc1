// What one device was or will be sent and has not acknowledged yet, in order.
//
// A stanza stays until the device acknowledged it, whether it was connected or not; what is left at
// the next login is sent again with the mark `offline`.
export class Outbox {
  #waiting = new Map();
  #settled = new Set();
  #sequence = 0;

  add(stanza) {
    const entry = { stanza, sequence: this.#sequence++ };
    this.#waiting.set(entry.sequence, entry);
    return entry;
  }

  all() {
    return [...this.#waiting.values()];
  }

  get size() {
    return this.#waiting.size;
  }

  // Takes out the first stanza of that kind and id for which `matches` holds. 'done' when one went,
  // 'again' when it had gone before, 'unknown' when no such stanza was ever here.
  settle(kind, id, matches) {
    const key = `${kind}\n${id}`;
    for (const [sequence, { stanza }] of this.#waiting) {
      if (stanza.tag === kind && stanza.attrs.id === id && matches(stanza)) {
        this.#waiting.delete(sequence);
        this.#settled.add(key);
        return 'done';
      }
    }
    return this.#settled.has(key) ? 'again' : 'unknown';
  }

  count(kind) {
    return this.all().filter(({ stanza }) => stanza.tag === kind).length;
  }
}
