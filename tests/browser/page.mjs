// Tries pages in a browser: node page.mjs BROWSER FOLDER SCRIPTS FLOWCHARTS. Each page has so many scripts and flowcharts.
//
// Every page of the folder is opened as people open it: with keys, on narrow and wide screens, light and dark, without script, on
// paper. What is wrong is printed as a line that begins with PROBLEM; the last line is `done`. Pages whose names begin with `shape-`
// hold the same policies with other words in them, and have to have the same elements.

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [executablePath, folder, scripts, charts] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
});
const shapes = new Map();

for (const file of readdirSync(folder).filter((name) => name.endsWith('.html')).sort()) {
  const name = file.replace(/\.html$/, '');
  const say = (what) => console.log(`PROBLEM ${name}: ${what}`);
  const address = pathToFileURL(join(folder, file)).href;
  const page = await opened(address, say, {});
  await looksRight(page, say, name);
  await fits(page, say);
  await filters(page, say);
  await prints(page, say);
  await page.context().close();
  await worksWithoutScript(address, say);
  await shutsNobodyOut(address, say);
  console.log(`${name}: tried`);
}
await browser.close();
console.log('done');

// A page on which anything unexpected is a problem: messages, requests, windows.
async function opened(address, say, options) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => say(`the console says ${message.text()}`));
  page.on('pageerror', (error) => say(`an error: ${error.message}`));
  page.on('dialog', (dialog) => dialog.dismiss().then(() => say('a window opened')));
  page.on('request', (request) => request.url().split('#')[0] !== address && say(`it asks for ${request.url()}`));
  await page.goto(address);
  return page;
}

async function looksRight(page, say, name) {
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll('*')];
    const ids = all.map((element) => element.id).filter(Boolean);
    const headings = [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName[1]));
    const counts = {};
    for (const element of all.filter((element) => !element.closest('svg'))) counts[element.tagName] = (counts[element.tagName] ?? 0) + 1;
    return {
      twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      nowhere: [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href')).filter((to) => !document.getElementById(to.slice(1))),
      jumps: headings.filter((level, at) => level > (headings[at - 1] ?? 0) + 1),
      uncaptioned: [...document.querySelectorAll('table')].filter((table) => !table.caption).length,
      unscoped: [...document.querySelectorAll('th:not([scope])')].length,
      handlers: all.filter((element) => element.getAttributeNames().some((attribute) => attribute.startsWith('on'))).length,
      scripts: document.scripts.length,
      charts: document.querySelectorAll('figure svg').length,
      hurt: 'hurt' in window || document.title === 'hurt',
      hidden: /[\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\u0000-\u0008]/.test(document.body.innerText),
      shape: JSON.stringify(counts),
    };
  });
  for (const what of ['twice', 'nowhere', 'jumps']) if (found[what].length) say(`${what}: ${found[what].join(', ')}`);
  for (const what of ['uncaptioned', 'unscoped', 'handlers']) if (found[what]) say(`${what}: ${found[what]}`);
  if (found.scripts !== Number(scripts)) say(`${found.scripts} scripts`);
  if (found.charts !== Number(charts)) say(`${found.charts} flowcharts`);
  if (found.hurt) say('what an author typed was run');
  if (found.hidden) say('a hidden character reached the page');
  if (name.startsWith('shape-')) {
    const [other] = shapes.keys();
    if (other && shapes.get(other) !== found.shape) say(`not the elements of ${other}: ${found.shape} and ${shapes.get(other)}`);
    shapes.set(name, found.shape);
  }
}

// Nothing reaches over the edge, however narrow the screen is.
async function fits(page, say) {
  for (const width of [320, 768, 1200, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => {
      const outside = [...document.body.querySelectorAll('*')].filter((element) => {
        const { width, right } = element.getBoundingClientRect();
        return width > 1 && right > innerWidth + 1 && !element.closest('.chart svg, .unseen');
      });
      return document.documentElement.scrollWidth > innerWidth ? outside.map((element) => `${element.tagName} ${element.className}`).slice(0, 3) : [];
    });
    if (over.length) say(`${width} pixels wide, these reach over the edge: ${over.join('; ')}`);
  }
  await page.setViewportSize({ width: 1200, height: 900 });
}

// With keys alone: to the skip link, to the filter, on, off.
async function filters(page, say) {
  if (!(await page.locator('#filter').count())) return;
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);
  await page.keyboard.press('Tab');
  if ((await focused()) !== 'skip') say('the first key stop is not the skip link');
  for (let at = 0; at < 60 && (await focused()) !== 'only-looser'; at += 1) await page.keyboard.press('Tab');
  if ((await focused()) !== 'only-looser') return say('no key leads to the filter');
  const all = await seen(page);
  await page.keyboard.press('Space');
  const looser = await seen(page);
  if (looser.told !== `${looser.count} of ${all.count} questions, differences and rules are shown.`) say(`${looser.count} of ${all.count} are shown, and it says: ${looser.told}`);
  if (looser.count >= all.count || looser.other) say(`the filter leaves ${looser.count} of ${all.count}, ${looser.other} of them not looser`);
  if (!looser.count && !(await page.locator('.nothing').first().isVisible())) say('where the filter leaves nothing, nothing says so');
  await page.keyboard.press('Space');
  const again = await seen(page);
  if (again.count !== all.count || again.told !== all.told) say('switched off, the filter still hides something');
}

function seen(page) {
  return page.evaluate(() => {
    const shown = [...document.querySelectorAll('[data-counts]')].filter((element) => element.getClientRects().length);
    return {
      count: shown.length,
      other: shown.filter((element) => element.dataset.looser !== 'yes').length,
      told: document.querySelector('[role="status"]').textContent,
    };
  });
}

async function prints(page, say) {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const text = pdf.toString('latin1');
  if (!text.startsWith('%PDF')) say('it does not print');
  // A4 in points, rounded as browsers round it.
  if (!/\/MediaBox ?\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/.test(text)) say('it does not print on A4');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 672, height: 960 });
  const wrong = await page.evaluate(() => {
    const cut = [...document.querySelectorAll('tr, .line li, .changes li')].filter((element) => getComputedStyle(element).breakInside !== 'avoid');
    const over = document.documentElement.scrollWidth > innerWidth ? ['wider than the paper'] : [];
    return [...cut.map((element) => `${element.tagName} can be cut`).slice(0, 1), ...over];
  });
  wrong.forEach((what) => say(`on paper: ${what}`));
  await page.emulateMedia({ media: 'screen' });
}

async function worksWithoutScript(address, say) {
  const page = await opened(address, say, { javaScriptEnabled: false });
  if (await page.locator('#only-looser').isVisible()) say('without a script there is a filter that does nothing');
  const hidden = await page.locator('[data-counts]').evaluateAll((all) => all.filter((element) => !element.getClientRects().length).length);
  if (hidden) say(`without a script, ${hidden} are hidden`);
  await page.context().close();
}

async function shutsNobodyOut(address, say) {
  for (const [how, width, colorScheme] of [['light', 1200, 'light'], ['dark', 1200, 'dark'], ['narrow', 360, 'light']]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(address);
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => window.axe.run(document));
    if (passes.length < 15) say(`${how}: axe looked at ${passes.length} things only`);
    for (const { id, help, nodes } of violations) say(`${how}: ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' … ')} (${nodes.length})`);
    await context.close();
  }
}
