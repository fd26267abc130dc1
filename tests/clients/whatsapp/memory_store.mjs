// Keys in memory, as Baileys wants to have them stored, and a logger in the shape it wants.
export function memoryStore() {
  const kept = new Map();
  return {
    async get(type, ids) {
      return Object.fromEntries(
        ids.filter((id) => kept.has(`${type}:${id}`)).map((id) => [id, kept.get(`${type}:${id}`)]),
      );
    },
    async set(data) {
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values)) {
          if (value === null || value === undefined) kept.delete(`${type}:${id}`);
          else kept.set(`${type}:${id}`, value);
        }
      }
    },
    async clear() {
      kept.clear();
    },
  };
}

// It is silent; what it is told of warnings and errors is kept in `into`.
export function silentLogger(into) {
  const logger = { level: 'silent', child: () => logger };
  for (const name of ['trace', 'debug', 'info', 'fatal']) logger[name] = () => {};
  for (const name of ['warn', 'error'])
    logger[name] = (about, text) => into.push({ level: name, text: text ?? about, about });
  return logger;
}
