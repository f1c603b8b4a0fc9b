import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { htmlReport, matrixReport } from '../../src/report/html';
import { withFolder } from '../cli/msnp8';
import { hostileTexts, resultsSaying, storySaying } from '../report/hostile-results';
import { exampleResults, heldProperty } from '../report/results';

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
});

afterAll(() => browser.close());

/** The example with stories, a property, and all that a hostile peer might say in a second run. */
const results = exampleResults();
const said = `ADD 16 BL 31 bob@passport.com ${'Bob'.repeat(60)}\\r\\n`;
const told = {
  ...results,
  cases: results.cases.map((one) => ({
    ...one,
    story: storySaying(said),
    property: heldProperty,
  })),
};
const pages = {
  report: htmlReport([told]),
  'report of two runs': htmlReport([told, { ...told, started: '2026-11-24T00:00:00.000Z' }]),
  matrix: matrixReport([told, { ...told, started: '2026-11-24T00:00:00.000Z' }]),
  'hostile report': htmlReport([resultsSaying(hostileTexts.join(' '))]),
  'hostile matrix': matrixReport([resultsSaying(hostileTexts.join(' ')), told]),
};

/** Opens a page from a file, and fails where it complains or asks for anything but itself. */
async function opened(
  html: string,
  options: { readonly context?: BrowserContextOptions; readonly use: (page: Page) => Promise<void> },
): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, 'report.html');
    await writeFile(file, html);
    const url = pathToFileURL(file).href;
    const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options.context });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => complaints.push(dialog.message()));
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(url);
      await options.use(page);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([url]);
      expect(await page.evaluate('globalThis.harmed')).toBeUndefined();
    } finally {
      await context.close();
    }
  });
}

/** Opens every case and waits for its story and picture. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate('for (const item of document.querySelectorAll("details")) item.open = true');
  // The policy of the page forbids what waits for an expression.
  const told = page.locator('details[data-story]');
  for (let index = (await told.count()) - 1; index >= 0; index -= 1) {
    await told.nth(index).locator('svg.picture').waitFor();
  }
}

const looks: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['a phone', { colorScheme: 'light', viewport: { width: 320, height: 640 } }],
];

describe.each(Object.entries(pages))('%s', (_, html) => {
  test.each(looks)('is accessible, asks for nothing and runs no script of a peer in %s', async (_look, context) => {
    await opened(html, {
      // The policy of the page lets no script through that is not its own, and so none of the checker's either.
      context: { ...context, bypassCSP: true },
      use: async (page) => {
        await openAll(page);
        await page.evaluate(axe.source);
        const found = await page.evaluate<string[]>(
          'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map((node) => node.html)].join(" ")))',
        );
        expect(found).toEqual([]);
      },
    });
  });

  test('has no script run but its own, and no more than the screen is wide at 320 px', async () => {
    await opened(html, {
      context: { viewport: { width: 320, height: 640 } },
      use: async (page) => {
        await openAll(page);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      },
    });
  });
});

test('filters by verdict, area and text, and says how much is left', async () => {
  await opened(pages.report, {
    use: async (page) => {
      const shown = page.locator('details.item:visible');
      const count = page.getByRole('status');
      expect(await count.textContent()).toBe('6 of 6 rules and cases are shown.');
      await page.getByLabel('Verdict', { exact: true }).selectOption('fail');
      expect(await shown.count()).toBe(2);
      expect(await count.textContent()).toBe('2 of 6 rules and cases are shown.');
      await page.getByLabel('Area', { exact: true }).selectOption('S-VER');
      expect(await shown.count()).toBe(0);
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.locator('#shown', { hasText: /^6 of 6/ }).waitFor();
      await page.getByLabel('Text', { exact: true }).fill('ALICE calls');
      expect(await shown.count()).toBe(1);
      expect(await shown.first().textContent()).toContain('server/dispatch/alice');
    },
  });
});

test('is used by keyboard alone: skips to the content, opens a case, scrolls its story', async () => {
  await opened(pages.report, {
    use: async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      const isCase = 'document.activeElement.closest("details[data-story]") !== null';
      for (let presses = 0; presses < 60 && !(await page.evaluate(isCase)); presses += 1) {
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await page.locator('svg.picture').waitFor();
      const isStory = 'document.activeElement.getAttribute("aria-label")?.startsWith("Story of ") === true';
      for (let presses = 0; presses < 10 && !(await page.evaluate(isStory)); presses += 1) {
        await page.keyboard.press('Tab');
      }
      expect(await page.evaluate(isStory)).toBe(true);
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    },
  });
});

test('a link opens the case it leads to, though a filter hides it', async () => {
  await opened(pages.report, {
    use: async (page) => {
      await page.getByLabel('Text', { exact: true }).fill('S-ADD-01');
      await page.locator('#r0-1 > summary').click();
      await page.getByLabel('Verdict', { exact: true }).selectOption('fail');
      await page.evaluate('location.hash = "#c0-1"');
      await page.locator('#c0-1 svg.picture').waitFor();
      expect(await page.locator('#c0-1').isVisible()).toBe(true);
    },
  });
});

test('a story shows each event, where segments end and how that is known', async () => {
  await opened(pages.report, {
    use: async (page) => {
      await page.locator('#c0-0 > summary').click();
      const rows = page.locator('#c0-0 table.story tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(8);
      expect(await rows.nth(1).locator('.segment.proven').count()).toBe(1);
      expect(await rows.nth(1).textContent()).toContain('cut here: proven');
      expect(await rows.nth(2).locator('.segment.received').count()).toBe(1);
      // The marks of the example overlap, and one is past the end.
      expect(await rows.nth(2).locator('.segment mark').allTextContents()).toEqual(['DD', `${said}\n${said}`.slice(3)]);
      expect(await rows.nth(2).textContent()).toContain('accused: S-ADD-01');
      expect(await rows.nth(1).locator('mark').count()).toBe(0);
      expect(await rows.nth(3).locator('.segment.best-effort').count()).toBe(1);
      const edges = new Set<unknown>();
      for (const kind of ['proven', 'received', 'best-effort']) {
        edges.add(
          await page.evaluate(`getComputedStyle(document.querySelector(".segment.${kind}")).borderBottomStyle`),
        );
      }
      expect(edges.size).toBe(3);
      expect(await page.locator('#c0-0 svg.picture .arrow').count()).toBe(6);
    },
  });
});
