/**
 * The script of every page: filters, opens what a link points at, and tells stories. What a peer has said only ever becomes text of a node, never markup.
 */
export const pageScript = String.raw`'use strict';
(() => {
const items = [...document.querySelectorAll('details.item[data-verdict]')];
const form = document.querySelector('form.filter');
const count = document.getElementById('shown');
const texts = new Map();
const textOf = (item) => {
  if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
  return texts.get(item);
};
const filter = () => {
  const verdict = form.elements.verdict.value;
  const area = form.elements.area.value;
  const words = form.elements.text.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
  let shown = 0;
  for (const item of items) {
    const fits = (verdict === '' || item.dataset.verdict === verdict)
      && (area === '' || item.dataset.area.split(' ').includes(area))
      && words.every((word) => textOf(item).includes(word));
    item.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  count.textContent = shown + ' of ' + items.length + ' rules and cases are shown.';
};
if (form !== null) {
  form.hidden = false;
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));
  filter();
}
const follow = () => {
  const target = location.hash === '' ? null : document.getElementById(location.hash.slice(1));
  if (target === null || target.tagName !== 'DETAILS') return;
  if (target.hidden && form !== null) {
    form.reset();
    filter();
  }
  target.open = true;
  target.scrollIntoView();
  target.querySelector('summary').focus({ preventScroll: true });
};
addEventListener('hashchange', follow);

let loading;
const stories = () => loading ??= (async () => {
  const packed = atob(document.getElementById('stories').textContent);
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
})();

const element = (name, options = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const region = (label, ...children) =>
  element('div', { class: 'box tall', role: 'region', tabindex: '0', 'aria-label': label }, ...children);

const boundaries = { proven: 'cut here: proven', 'best-effort': 'cut here: best effort', received: 'read cut here' };
const marked = (event) => {
  const pieces = [];
  let done = 0;
  const ranges = (event.accused ?? []).filter(({ from, to }) => from !== undefined && to !== undefined);
  for (const { from, to } of ranges.sort((one, other) => one.from - other.from || other.to - one.to)) {
    const begin = Math.max(done, from);
    const end = Math.min(event.text.length, to);
    if (begin >= end) continue;
    pieces.push(event.text.slice(done, begin), element('mark', {}, event.text.slice(begin, end)));
    done = end;
  }
  return [...pieces, event.text.slice(done)];
};
const lines = (event) => {
  if (event.kind !== 'segment') return [element('span', { class: 'lines' }, event.text)];
  const code = element('code', { class: 'lines segment ' + (boundaries[event.boundary] === undefined ? '' : event.boundary) }, ...marked(event));
  const words = boundaries[event.boundary];
  return words === undefined ? [code] : [code, element('span', { class: 'cut' }, words)];
};
const arrows = { client: '>>>', server: '<<<' };
const saidBy = (event) => (event.kind === 'segment' || event.kind === 'http' || event.kind === 'close' ? arrows[event.from] ?? '' : '');

const table = (story) => {
  const head = element('tr', {}, ...['Time', 'Connection', 'From', 'What', 'Notes'].map((name) => element('th', { scope: 'col' }, name)));
  const body = element('tbody');
  const rows = [];
  for (const event of story) {
    const last = rows.at(-1);
    if ((event.kind === 'command' || event.kind === 'empty-line') && last !== undefined && last.event.connection === event.connection) {
      const name = event.text.split(' ')[0];
      for (const note of event.notes ?? []) last.notes.push(name + ' ' + note);
      last.accused.push(...(event.accused ?? []));
    } else {
      rows.push({ event, notes: [...(event.notes ?? [])], accused: [...(event.accused ?? [])] });
    }
  }
  for (const { event, notes, accused: all } of rows) {
    const accused = [...new Set(all.map(({ rule }) => rule))];
    const arrow = element('td', { class: 'lines' }, saidBy(event));
    if (event.from !== undefined && arrow.textContent !== '') arrow.setAttribute('title', 'from the ' + event.from);
    const what = element('td', {}, ...lines(event));
    if (accused.length > 0) what.append(element('strong', { class: 'cut' }, 'accused: ' + accused.join(', ')));
    body.append(element('tr', { class: (event.kind === 'segment' ? '' : 'said') + (accused.length > 0 ? ' accused' : '') },
      element('td', { class: 'n' }, event.time.toFixed(1) + ' ms'),
      element('td', {}, event.connection), arrow, what,
      element('td', {}, ...notes.map((note) => element('div', {}, note)))));
  }
  return element('table', { class: 'story' }, element('thead', {}, head), body);
};

const drawn = (name, options, text) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(options)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};
const lanes = [['client', 'client'], ['dispatch', 'dispatch'], ['notification', 'notification'], ['passport', 'Passport'], ['switchboard', 'switchboard']];
const mostArrows = 150;
const clip = (text, most) => (text.length > most ? text.slice(0, most - 1) + '…' : text);
const picture = (story, label) => {
  const services = new Map();
  for (const event of story) if (event.kind === 'open') services.set(event.connection, event.service);
  const serviceOf = (event) => services.get(event.connection) ?? event.connection.replace(/-\d+$/, '');
  const all = story.filter((event) => ['segment', 'http', 'open', 'close'].includes(event.kind));
  const acts = all.slice(0, mostArrows);
  const used = lanes.filter(([key]) => key === 'client' || acts.some((event) => serviceOf(event) === key));
  const wide = 330;
  const left = 90;
  const at = (key) => left + 60 + wide * Math.max(0, used.findIndex(([lane]) => lane === key));
  const row = 30;
  const height = 40 + row * (acts.length + 1) + (all.length > acts.length ? row : 0);
  const width = at(used.at(-1)[0]) + 130;
  const svg = drawn('svg', { class: 'picture', width, height, viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': label });
  for (const [key, name] of used) {
    svg.append(drawn('text', { class: 'name', x: at(key), y: 18, 'text-anchor': 'middle' }, name));
    svg.append(drawn('line', { class: 'lane', x1: at(key), x2: at(key), y1: 26, y2: height - 6 }));
  }
  for (const [place, event] of acts.entries()) {
    const y = 54 + row * place;
    const service = serviceOf(event);
    const ends = event.from === 'server' ? [at(service), at('client')] : [at('client'), at(service)];
    const way = Math.sign(ends[1] - ends[0]) || 1;
    svg.append(drawn('text', { class: 'time', x: 4, y: y + 4 }, event.time.toFixed(1) + ' ms'));
    const said = event.text.split('\n');
    const more = said.length > 1 ? ' (+' + (said.length - 1) + ')' : '';
    const words = event.kind === 'segment' || event.kind === 'http' ? clip(said[0], 40) + more : event.connection + ' ' + clip(said[0], 24);
    const middle = at('client') + wide / 2;
    svg.append(drawn('text', { x: middle, y: y - 5, 'text-anchor': 'middle' }, words));
    const dashes = event.kind === 'open' ? '1 5' : event.kind === 'close' ? '8 5' : 'none';
    svg.append(drawn('line', { class: 'arrow', x1: ends[0], x2: ends[1], y1: y, y2: y, 'stroke-dasharray': dashes }));
    const tip = ends[1];
    svg.append(drawn('path', { class: 'head', d: 'M' + tip + ' ' + y + ' l' + -8 * way + ' -4 v8 z' }));
  }
  if (all.length > acts.length) {
    svg.append(drawn('text', { x: left, y: height - 12 }, 'and ' + (all.length - acts.length) + ' more, which stand in the table'));
  }
  return svg;
};

const tell = async (item) => {
  const place = item.querySelector('.told');
  if (place === null || place.dataset.done !== undefined) return;
  place.dataset.done = '';
  try {
    const story = (await stories())[item.dataset.story];
    const name = item.dataset.name;
    place.replaceChildren(
      element('p', { class: 'soft' }, 'The story: >>> is the client, <<< the server. The end of a box is the end of a segment: a solid edge where its receiver is known to have read it apart, a dashed one where it was only written apart, a dotted one where our own reading was cut.'),
      region('Story of ' + name, table(story)),
      region('Picture of ' + name, picture(story, 'Sequence of messages in ' + name + '; the table before it tells the same.')));
  } catch (error) {
    place.textContent = 'This browser cannot open the story: ' + error;
  }
};
for (const item of document.querySelectorAll('details.item[data-story]')) {
  item.addEventListener('toggle', () => {
    if (item.open) tell(item);
  });
}
follow();
})();
`;
