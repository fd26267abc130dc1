// Writes plain objects as TOML: tables, arrays of tables, strings, numbers, booleans and lists.

const key = (name) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));
const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTables = (value) => Array.isArray(value) && value.length > 0 && value.every(isTable);

function inline(value) {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (isTable(value)) return `{ ${Object.entries(value).map(([name, inner]) => `${key(name)} = ${inline(inner)}`).join(', ')} }`;
  return String(value);
}

function table(lines, path, values) {
  for (const [name, value] of Object.entries(values)) {
    if (!isTable(value) && !isTables(value)) lines.push(`${key(name)} = ${inline(value)}`);
  }
  for (const [name, value] of Object.entries(values)) {
    const here = [...path, key(name)].join('.');
    if (isTable(value)) {
      lines.push('', `[${here}]`);
      table(lines, [...path, key(name)], value);
    } else if (isTables(value)) {
      for (const entry of value) {
        lines.push('', `[[${here}]]`);
        // Lists of tables below an entry are written in place.
        const flat = Object.fromEntries(Object.entries(entry).filter(([, inner]) => !isTable(inner)));
        for (const [field, inner] of Object.entries(flat)) lines.push(`${key(field)} = ${inline(inner)}`);
        for (const [field, inner] of Object.entries(entry)) {
          if (!isTable(inner)) continue;
          lines.push(`[${here}.${key(field)}]`);
          for (const [leaf, leafValue] of Object.entries(inner)) lines.push(`${key(leaf)} = ${inline(leafValue)}`);
        }
      }
    }
  }
}

export function toml(document) {
  const lines = [];
  table(lines, [], document);
  return lines.join('\n') + '\n';
}
