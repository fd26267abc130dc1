'use strict';
// Renders openapi.json: routes by family, the body of each as a table, and a form to try it. The key stays
// in its field: it is not stored, not part of an address, and not shown in the command line.

const byId = (id) => document.getElementById(id);

// element('td', {class: 'name'}, 'text', child)
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const state = {operations: [], current: null};

function read(description) {
  byId('version').textContent = description.info.version;
  const out = [];
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      out.push({path, method, family: (operation.tags || ['other'])[0], id: operation.operationId, ...operation});
    }
  }
  // Units describe their routes behind all others, but they belong to their family.
  const families = [...new Set(out.map((operation) => operation.family))];
  return out.sort((one, other) => families.indexOf(one.family) - families.indexOf(other.family));
}

// --- the list

function show_list() {
  const wanted = byId('filter').value.trim().toLowerCase();
  const list = byId('routes');
  list.replaceChildren();
  let family = null;
  for (const operation of state.operations) {
    const text = `${operation.method} ${operation.path} ${operation.summary}`.toLowerCase();
    if (wanted && !wanted.split(/\s+/).every((word) => text.includes(word))) continue;
    if (operation.family !== family) {
      family = operation.family;
      list.append(element('h2', {}, family));
    }
    list.append(element('a', {href: `#${operation.id}`, title: operation.summary,
                              'aria-current': operation === state.current ? 'true' : false},
                        element('span', {class: `method ${operation.method}`}, operation.method === 'delete' ? 'del' : operation.method),
                        element('span', {class: 'path'}, operation.path.replace('/{instance}', ''))));
  }
  if (!list.children.length) list.append(element('p', {class: 'quiet'}, 'No route has these words.'));
}

// --- what a body has to be

function type_of(schema) {
  if (schema.type === 'array') return schema.items && schema.items.type ? `${schema.items.type}[]` : 'array';
  return schema.type || 'any';
}

// "2 to 10 items", "at least 10 characters"
function range(low, high, unit) {
  if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`;
  if (low !== undefined) return `at least ${low}${unit}`;
  return high !== undefined ? `at most ${high}${unit}` : '';
}

function limits_of(schema) {
  return [range(schema.minimum, schema.maximum, ''), range(schema.minLength, undefined, ' characters'),
          range(schema.minItems, schema.maxItems, schema.minItems === 1 && !schema.maxItems ? ' item' : ' items'),
          schema.uniqueItems ? 'no item twice' : ''].filter(Boolean).join(', ');
}

function choices(values) {
  const line = element('div', {class: 'limits'}, 'one of ');
  values.forEach((value, i) => line.append(i ? ', ' : '', element('code', {}, String(value))));
  return line;
}

function rows_of(schema, depth = 0) {
  const needed = new Set(schema.required || []);
  const rows = [];
  for (const [name, member] of Object.entries(schema.properties || {})) {
    const inner = member.type === 'array' && member.items ? member.items : member;
    const about = element('td');
    if (member.description) about.append(member.description);
    const limits = limits_of(member);
    if (limits) about.append(element('div', {class: 'limits'}, limits));
    if (inner.enum) about.append(choices(inner.enum));
    if (inner.pattern) about.append(element('div', {class: 'limits'}, 'matches ', element('code', {}, inner.pattern)));
    rows.push(element('tr', {},
                      element('td', {class: `name depth${Math.min(depth, 3)}`}, name,
                              needed.has(name) ? element('span', {class: 'needed'}, 'required') : null),
                      element('td', {class: 'type'}, type_of(member)), about));
    if (inner.properties) rows.push(...rows_of(inner, depth + 1));
  }
  return rows;
}

// --- an example to start from

const EXAMPLES = {number: '5511970000001', delay: 0, instanceName: 'shop-01', integration: 'WHATSAPP-BAILEYS',
                  remoteJid: '5511970000001@s.whatsapp.net', url: 'https://example.org/', latitude: -23.55,
                  longitude: -46.63, phoneNumber: '5511970000001', participants: '5511970000001', numbers: '5511970000001',
                  reaction: '👍', text: 'Hello', groupJid: '120363000000000001@g.us'};

function example_of(name, schema, position = 0) {
  if (schema.enum) return schema.enum[position % schema.enum.length];
  if (schema.type === 'array') {
    const count = Math.max(schema.minItems || 0, 1);
    return Array.from({length: count}, (_, i) => example_of(name, schema.items || {type: 'string'}, i));
  }
  if (schema.type === 'object') return example_object(schema);
  if (name in EXAMPLES) return EXAMPLES[name];
  if (schema.type === 'boolean') return false;
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum || 0, 1);
  return position ? `${name} ${position + 1}` : name;
}

// The required members.
function example_object(schema) {
  const all = Object.entries(schema.properties || {});
  const needed = new Set(schema.required || []);
  const out = {};
  for (const [name, member] of all) if (needed.has(name)) out[name] = example_of(name, member);
  return out;
}

// --- trying it

function request_of(operation, form) {
  const missing = [];
  const instance = byId('instance').value.trim();
  if (operation.path.includes('{instance}') && !instance) missing.push('the name of an instance (top of the page)');
  if (!operation.security && !byId('key').value) missing.push('a key (top of the page)');
  const path = operation.path.replace('{instance}', encodeURIComponent(instance));
  const query = new URLSearchParams();
  for (const input of form.querySelectorAll('input[data-query]')) {
    if (input.value !== '') query.set(input.dataset.query, input.value);
    else if (input.required) missing.push(input.dataset.query);
  }
  const options = {method: operation.method.toUpperCase(), headers: {}, credentials: 'omit'};
  if (byId('key').value) options.headers.apikey = byId('key').value;
  const text = form.querySelector('textarea');
  const file = form.querySelector('input[type=file]');
  if (file && file.files.length) {
    const fields = new FormData();
    for (const [name, value] of Object.entries(JSON.parse(text.value || '{}')))
      fields.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    fields.set('file', file.files[0]);
    options.body = fields;
  } else if (text) {
    JSON.parse(text.value);  // its mistake is told before anything is sent
    options.headers['content-type'] = 'application/json';
    options.body = text.value;
  }
  const search = query.toString() ? `?${query}` : '';
  return {missing, address: new URL(path.slice(1) + search, new URL('.', document.baseURI)).href, options};
}

function command_line(request) {
  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = ['curl -X', request.options.method, quote(request.address)];
  if (request.options.headers.apikey) parts.push('-H "apikey: $APIKEY"');
  if (typeof request.options.body === 'string')
    parts.push(`-H 'content-type: application/json' -d ${quote(request.options.body)}`);
  else if (request.options.body)
    for (const [name, value] of request.options.body)
      parts.push(value instanceof File ? `-F ${quote(`${name}=@${value.name}`)}` : `-F ${quote(`${name}=${value}`)}`);
  return parts.join(' ');
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text || '(no body)';
  }
}

async function send(operation, form, answer) {
  const button = form.querySelector('button.send');
  answer.replaceChildren();
  let request;
  try {
    request = request_of(operation, form);
  } catch (mistake) {
    answer.append(element('p', {class: 'problem'}, `The body is not JSON: ${mistake.message}`));
    return;
  }
  if (request.missing.length) {
    answer.append(element('p', {class: 'problem'}, `Fill in ${request.missing.join(' and ')}.`));
    return;
  }
  button.disabled = true;
  const started = performance.now();
  try {
    const response = await fetch(request.address, request.options);
    const text = await response.text();
    const took = Math.round(performance.now() - started);
    answer.append(element('p', {}, element('span', {class: `status ${response.ok ? 'good' : 'bad'}`}, `${response.status}`),
                          element('span', {class: 'quiet'}, `  after ${took} ms`)),
                  element('pre', {}, pretty(text)));
  } catch (failure) {
    answer.append(element('p', {class: 'problem'}, `There was no answer: ${failure.message}`));
  }
  answer.append(element('pre', {class: 'quiet'}, command_line(request)));
  button.disabled = false;
}

function try_form(operation) {
  const answer = element('div', {id: 'answer', 'aria-live': 'polite'});
  const form = element('form', {class: 'try', onsubmit: (event) => {
    event.preventDefault();
    send(operation, form, answer);
  }});
  const fields = element('div', {class: 'fields'});
  for (const parameter of (operation.parameters || []).filter((one) => one.in === 'query')) {
    const id = `query-${parameter.name}`;
    fields.append(element('label', {for: id}, parameter.name),
                  element('input', {id, 'data-query': parameter.name, required: parameter.required,
                                    placeholder: parameter.required ? 'required' : ''}));
  }
  const content = operation.requestBody && operation.requestBody.content;
  if (content && content['multipart/form-data'])
    fields.append(element('label', {for: 'file'}, 'file'), element('input', {id: 'file', type: 'file'}));
  if (fields.children.length) form.append(fields);
  if (content) {
    const example = JSON.stringify(example_object(content['application/json'].schema), null, 2);
    const text = element('textarea', {spellcheck: 'false', 'aria-label': 'Body'});
    text.value = example;
    text.rows = Math.min(Math.max(example.split('\n').length + 1, 6), 22);
    form.append(text);
  }
  form.append(element('div', {class: 'row'}, element('button', {class: 'send', type: 'submit'}, 'Send')), answer);
  return form;
}

// --- one route

function show_operation(operation) {
  const main = byId('main');
  main.replaceChildren(
    element('h1', {}, element('span', {class: `method ${operation.method}`}, operation.method),
            element('span', {class: 'path'}, operation.path)),
    element('p', {class: 'summary'}, operation.summary),
    element('p', {class: 'quiet'}, operation.description));
  const query = (operation.parameters || []).filter((one) => one.in === 'query');
  if (query.length) {
    main.append(element('h2', {}, 'Query'), element('table', {}, element('tbody', {}, ...query.map((one) =>
      element('tr', {}, element('td', {class: 'name'}, one.name, one.required ? element('span', {class: 'needed'}, 'required') : null),
              element('td', {class: 'type'}, 'string'), element('td', {}, one.description || ''))))));
  }
  if (operation.requestBody) {
    const content = operation.requestBody.content;
    const schema = (content['multipart/form-data'] || content['application/json']).schema;
    main.append(element('h2', {}, content['multipart/form-data'] ? 'Body: JSON, or a form with a file' : 'Body: JSON'),
                element('table', {}, element('tbody', {}, ...rows_of(schema))));
  }
  main.append(element('h2', {}, 'Try it'), try_form(operation));
  main.scrollTop = 0;
}

function show_welcome(description) {
  const families = new Map();
  for (const operation of state.operations) families.set(operation.family, (families.get(operation.family) || 0) + 1);
  byId('main').replaceChildren(
    element('h1', {}, 'The REST interface'),
    element('p', {}, description.info.description),
    element('p', {class: 'quiet'}, 'Choose a route on the left. To try one, fill in your key at the top: it stays in this tab, ' +
            'and goes nowhere but to this server with the requests that you send.'),
    element('table', {}, element('tbody', {}, ...[...families].map(([family, count]) =>
      element('tr', {}, element('td', {class: 'name'}, family), element('td', {class: 'quiet'}, `${count} route${count > 1 ? 's' : ''}`))))));
}

function show_page(description) {
  const id = decodeURIComponent(location.hash.slice(1));
  state.current = state.operations.find((operation) => operation.id === id) || null;
  if (state.current) show_operation(state.current);
  else show_welcome(description);
  show_list();
}

async function begin() {
  try {
    const response = await fetch('openapi.json', {credentials: 'omit'});
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const description = await response.json();
    state.operations = read(description);
    byId('filter').addEventListener('input', show_list);
    addEventListener('hashchange', () => show_page(description));
    show_page(description);
  } catch (failure) {
    byId('main').replaceChildren(element('p', {class: 'problem'}, `The description could not be read: ${failure.message}`));
  }
}

begin();
