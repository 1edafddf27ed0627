import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { comparisonBody } from '../../src/core/compare/document';
import { pairMasks } from '../../src/core/compare/pairMasks';
import { encodeRunLength } from '../../src/core/mask/runLength';
import type { ViewObject } from '../../src/core/protocol/viewDocument';
import { english } from '../../src/core/text/message';
import { defaultKeys } from '../../src/host/commands/defaultKeys';
import { audit } from '../support/audit';
import { themeColors, themes, type ThemeName } from '../support/page/themes';
import { usePage } from '../support/page/usePage';
import { rectMask } from '../support/sidecars';

const built = usePage();
const [width, height] = [800, 572];

type State = readonly [name: string, query: string, reach: (page: Page) => Promise<unknown>];

/** Waits for the image of a page. */
const isOpen = (page: Page) => page.waitForFunction(() => window.fake.calls.encode.length > 0);

async function drawBox(page: Page): Promise<void> {
  await isOpen(page);
  await page.mouse.move(width / 2 - 150, height / 2 - 80);
  await page.mouse.down();
  await page.mouse.move(width / 2 + 20, height / 2 + 60, { steps: 3 });
  await page.mouse.up();
}

/** An object on a slice of the page's image. */
const objectOn = (slice: number, more: Partial<ViewObject>): ViewObject => ({
  ...{ id: String(slice), label: 'liver', color: '#e69f00', slice, prompt: { points: [] } },
  mask: encodeRunLength(rectMask({ width: 128, height: 128 }, { x0: 30, y0: 40, x1: 70, y1: 90 })),
  ...more,
});

const states: readonly State[] = [
  ['opening', '?slow', (page) => page.getByText('Opening the image…').waitFor()],
  ['unreadable', '?unreadable', (page) => page.getByText('The image cannot be shown').waitFor()],
  ['open', '', isOpen],
  [
    'with an object',
    '',
    async (page) => {
      await drawBox(page);
      await page.getByRole('status').filter({ hasText: 'pixels' }).waitFor({ state: 'attached' });
    },
  ],
  [
    'after an error',
    '',
    async (page) => {
      await page.evaluate(() => {
        window.fake.failCommit = true;
      });
      await drawBox(page);
      await page.getByRole('button', { name: 'Try Again' }).waitFor();
    },
  ],
  [
    'with the list of keys',
    '',
    async (page) => {
      await isOpen(page);
      await page.evaluate((keys) => window.fake.perform({ kind: 'keys', keys }), defaultKeys);
    },
  ],
  [
    'with planes and volumes',
    '?slices=12&volumes=3',
    async (page) => {
      await isOpen(page);
      await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'planes' }));
      await page.getByText(/^Sagittal/).waitFor();
      await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'brush' }));
      await page.locator('.viewport.plane').first().hover();
      await page.locator('.brush-cursor').waitFor();
    },
  ],
  [
    'with a polygon to confirm',
    '',
    async (page) => {
      await isOpen(page);
      await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'polygon' }));
      for (const [x, y] of [
        [-90, -90],
        [90, -90],
        [0, 90],
      ] as const) {
        await page.mouse.click(width / 2 + x, height / 2 + y);
      }
      await page.getByText('Click the first corner to confirm').waitFor();
    },
  ],
  [
    'with candidates',
    '',
    async (page) => {
      await isOpen(page);
      const objects = [objectOn(0, { candidate: { rank: 2, count: 4 } })];
      await page.evaluate((shown) => window.fake.show({ objects: shown, selected: '0' }), objects);
      await page.getByText('Candidate 2 of 4', { exact: true }).waitFor();
    },
  ],
  [
    'with propagated masks to accept',
    '?slices=12',
    async (page) => {
      await isOpen(page);
      const objects = [0.9, 0.8, 0.6].map((quality, slice) => objectOn(slice, { quality, isPropagated: true }));
      await page.evaluate((shown) => window.fake.show({ objects: shown }), objects);
      await page.locator('.row.deciding').waitFor();
    },
  ],
  [
    'with a slice that cannot be read',
    '?slices=3&broken',
    async (page) => {
      await isOpen(page);
      await page.evaluate(() => window.fake.perform({ kind: 'stepSlice', step: 1 }));
      await page.getByText('Slice 2 cannot be shown').waitFor();
    },
  ],
  [
    'under review, with the crosshair',
    '?slices=12',
    async (page) => {
      await isOpen(page);
      await page.evaluate(() => window.fake.show({ review: '3 of 120 · liver 0.41: is in several parts' }));
      await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'crosshair' }));
      await page
        .getByText(/^3 of 120/)
        .first()
        .waitFor();
    },
  ],
  [
    'with a brush',
    '',
    async (page) => {
      await isOpen(page);
      await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'brush' }));
      await page.mouse.move(width / 2, height / 2);
    },
  ],
  [
    'narrow',
    '?slices=12&volumes=3',
    async (page) => {
      await isOpen(page);
      await page.setViewportSize({ width: 360, height: 420 });
    },
  ],
];

/** Gives the page the colours of a theme. */
async function use(page: Page, name: ThemeName): Promise<void> {
  const { pageClass } = themes.find((theme) => theme.name === name)!;
  await page.evaluate(
    ({ values, added, all }) => {
      for (const [variable, value] of Object.entries(values)) document.body.style.setProperty(variable, value);
      document.body.classList.remove(...all);
      document.body.classList.add(...added);
    },
    {
      values: themeColors[name],
      added: name === 'high-contrast-light' ? [pageClass, 'vscode-high-contrast'] : [pageClass],
      all: [...themes.map((theme) => theme.pageClass)],
    },
  );
}

test.each(states)('axe-core finds nothing in a page that is %s, in four themes', async (_, query, reach) => {
  const page = await built.open(query);
  await reach(page);
  for (const { name } of themes) {
    await use(page, name);
    // What is no matter of colours is the same in each.
    expect(await audit(page, name === 'dark' ? undefined : ['color-contrast']), name).toEqual([]);
  }
});

test('axe-core finds nothing in the structure of a comparison', async () => {
  const page = await built.open();
  const size = { width: 8, height: 8 };
  const [one, other] = [rectMask(size, { x0: 1, y0: 1, x1: 5, y1: 5 }), rectMask(size, { x0: 2, y0: 1, x1: 6, y1: 5 })];
  const pairs = pairMasks([{ slice: 0, label: 'liver', mask: one }], [{ slice: 0, label: 'liver', mask: other }], {
    tolerance: 2,
  });
  const body = comparisonBody(pairs, [], { image: 'a.dcm', one: 'now', other: 'last commit' }, { say: english });
  await page.evaluate((html) => {
    document.body.innerHTML = `<main>${html}</main>`;
  }, body);
  // Its colours are those of the report, which has its own audit in VS Code.
  expect((await audit(page)).filter((each) => !each.startsWith('color-contrast'))).toEqual([]);
});
