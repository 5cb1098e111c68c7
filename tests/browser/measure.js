// Measures every flowchart on the page: no text leaves its box, no boxes overlap, no line runs through a box.
// What it finds goes into <pre id="result">, one line each, `done` last.

const found = [];
const eps = 0.75;

const box = (element) => element.getBBox();
const right = (b) => b.x + b.width;
const bottom = (b) => b.y + b.height;
const inside = (a, b) => a.x >= b.x - eps && a.y >= b.y - eps && right(a) <= right(b) + eps && bottom(a) <= bottom(b) + eps;
const overlap = (a, b) => a.x + eps < right(b) && b.x + eps < right(a) && a.y + eps < bottom(b) && b.y + eps < bottom(a);
const show = (b) => `${b.x.toFixed(1)},${b.y.toFixed(1)} ${b.width.toFixed(1)}x${b.height.toFixed(1)}`;

function measure(svg, name, again) {
  const say = (text) => found.push(`${name}${again}: ${text}`);
  const rects = new Map();
  for (const rect of svg.querySelectorAll('rect[data-box]')) {
    const id = rect.dataset.box;
    if (rects.has(id)) say(`two boxes are called ${id}`);
    rects.set(id, { id, within: rect.dataset.within, b: box(rect), texts: [] });
  }
  const page = svg.viewBox.baseVal;
  const texts = [...svg.querySelectorAll('text')];
  for (const text of texts) {
    const owner = rects.get(text.dataset.in);
    const b = box(text);
    if (!owner) {
      say(`no box for "${text.textContent}"`);
      continue;
    }
    if (!inside(b, owner.b)) say(`"${text.textContent}" at ${show(b)} leaves ${owner.id} at ${show(owner.b)}`);
    owner.texts.push({ b, text: text.textContent });
  }
  const all = [...rects.values()];
  for (const one of all) {
    if (!inside(one.b, page)) say(`${one.id} at ${show(one.b)} leaves the page`);
    const parent = rects.get(one.within);
    if (one.within && !(parent && inside(one.b, parent.b))) say(`${one.id} leaves ${one.within}`);
    for (const text of parent ? parent.texts : []) {
      if (overlap(one.b, text.b)) say(`${one.id} covers "${text.text}"`);
    }
    one.texts.forEach((a, at) => one.texts.slice(at + 1).forEach((b) => overlap(a.b, b.b) && say(`"${a.text}" covers "${b.text}"`)));
  }
  all.forEach((a, at) => all.slice(at + 1).forEach((b) => a.within === b.within && overlap(a.b, b.b) && say(`${a.id} at ${show(a.b)} overlaps ${b.id} at ${show(b.b)}`)));
  const solid = all.filter((one) => !one.within);
  for (const line of svg.querySelectorAll('g.lines path')) {
    const length = line.getTotalLength();
    const through = new Set();
    for (let at = 0; at <= length; at += 3) {
      const { x, y } = line.getPointAtLength(at);
      for (const { id, b } of solid) {
        if (x > b.x + 3 && x < right(b) - 3 && y > b.y + 3 && y < bottom(b) - 3) through.add(id);
      }
    }
    through.forEach((id) => say(`a line runs through ${id}: ${line.getAttribute('d').slice(0, 80)}`));
  }
  return `${name}${again}: ${all.length} boxes, ${texts.length} texts`;
}

// Whether the page's font is as wide as Helvetica, so that widths can be checked without `textLength` as well.
function isHelvetica(svg) {
  const probe = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  probe.setAttribute('font-size', '1000');
  svg.append(probe);
  const same = [['W', 944], ['i', 222], ['m', 833], ['g', 556]].every(([letter, wide]) => {
    probe.textContent = letter;
    return Math.abs(probe.getComputedTextLength() - wide) < 8;
  });
  probe.remove();
  return same;
}

const summary = [];
for (const section of document.querySelectorAll('section')) {
  const svg = section.querySelector('svg');
  summary.push(measure(svg, section.id, ''));
  if (isHelvetica(svg)) {
    svg.querySelectorAll('text').forEach((text) => text.removeAttribute('textLength'));
    summary.push(measure(svg, section.id, ' (as wide as the font is)'));
  } else {
    summary.push(`${section.id}: not measured again, the font is not as wide as Helvetica`);
  }
}
const result = document.createElement('pre');
result.id = 'result';
result.textContent = [...found.map((line) => `PROBLEM ${line}`), ...summary, 'done'].join('\n');
document.body.append(result);
