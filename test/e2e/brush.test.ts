import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { FrameLocator, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import { combine } from '../support/combined';
import { Mask } from '../../src/core/mask/mask';
import { decodeRunLength, encodeRunLength } from '../../src/core/mask/runLength';
import { overlap } from '../../src/core/metrics/overlap';
import { parseSidecar, type Sidecar } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { choose } from '../support/choose';
import { jitter } from '../support/hand/jitter';
import { keysAct } from '../support/keysAct';
import { readMask } from '../support/readMask';
import { lesion, liver, rectMask, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';

const image = 'brain_010.dcm';
const volume = 'brain.nii.gz';
const size = { width: 256, height: 256 };
const vscode = useWorkbench({
  files: [`mr-series/${image}`, `nifti/${volume}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
});
startAfresh(vscode);

type At = readonly [x: number, y: number];

/** A disc of 50 pixels around the middle of the image: what the mask should be. */
const [middle, radius] = [128, 50];
const sector = (within: (angle: number, distance: number) => boolean): Mask => {
  const mask = new Mask(size.width, size.height);
  for (let i = 0; i < mask.data.length; i++) {
    const [x, y] = [(i % size.width) + 0.5 - middle, Math.floor(i / size.width) + 0.5 - middle];
    if (within((Math.atan2(y, x) * 180) / Math.PI, Math.hypot(x, y))) mask.data[i] = 1;
  }
  return mask;
};
const target = sector((_, distance) => distance <= radius);
/** What the model is to have made of it: a part on the right is missing, a leak on the left goes on to 72 pixels. */
const missing = sector((angle, distance) => Math.abs(angle) < 40 && distance > 28 && distance <= radius);
const leak = sector((angle, distance) => Math.abs(angle) > 150 && distance > radius && distance <= 72);
const wrong = combine(combine(target, missing, 'difference'), leak, 'union');

const view = (): FrameLocator => vscode.workbench.webview();
const canvas = (): Locator => view().locator('canvas');
const isDirty = (): Locator => vscode.workbench.page.locator('.tab.dirty', { hasText: image });
/** The tool and its size, in the corner. */
const toolIs = (text: string | RegExp): Promise<void> => view().locator('.next', { hasText: text }).waitFor();
const announced = (text: string | RegExp): Promise<void> =>
  view().getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });

/**
 * Waits for the pixels of a slice, whose number is there before them.
 * @param height of the slice, in whole millimetres, as the position under the pointer shows it
 */
const showsSlice = (height: string): Promise<void> =>
  view()
    .getByText(new RegExp(`, ${height}\\.\\d\\) mm$`))
    .waitFor();

/** Presses a key in the image. */
async function press(key: string, times = 1): Promise<void> {
  await keysAct(view());
  for (let i = 0; i < times; i++) await vscode.workbench.page.keyboard.press(key);
}

/** Undoes or makes again: VS Code does nothing while it is still at the step before. */
async function oneByOne(key: string, times: number): Promise<void> {
  const area = () => view().getByRole('status').filter({ hasText: 'pixels' }).textContent();
  for (let i = 0; i < times; i++) {
    const before = await area();
    await press(key);
    await expect.poll(area).not.toBe(before);
  }
}

/** Where a place of the image is on the screen: the image is fitted into the editor. */
async function screenPlaces(): Promise<(at: At) => [number, number]> {
  const box = await canvas().boundingBox();
  if (box === null) throw new Error('The canvas is not shown.');
  const scale = Math.min((box.width - 16) / size.width, (box.height - 60) / size.height);
  return ([x, y]) => [box.x + box.width / 2 + (x - middle) * scale, box.y + box.height / 2 + (y - middle) * scale];
}

/** A hand that holds a mouse misses by up to 0.8 pixels of the image. */
const hand = jitter();

async function stroke(path: readonly At[]): Promise<void> {
  const { mouse } = vscode.workbench.page;
  const place = await screenPlaces();
  const shaky = path.map(([x, y]) => place([x + hand.next().value * 1.6, y + hand.next().value * 1.6]));
  await mouse.move(...shaky[0]!);
  await mouse.down();
  for (const at of shaky.slice(1)) await mouse.move(...at);
  await mouse.up();
}

/** An arc around the middle, a place for every two degrees. */
const arc = (distance: number, from: number, to: number): At[] =>
  Array.from({ length: Math.round(Math.abs(to - from) / 2) + 1 }, (_, i) => {
    const angle = ((from + Math.sign(to - from) * 2 * i) * Math.PI) / 180;
    return [middle + distance * Math.cos(angle), middle + distance * Math.sin(angle)];
  });

async function sidecar(): Promise<Sidecar> {
  return parseSidecar(await readFile(vscode.workspace.at(`${image}.masks.json`), 'utf8'), 'sidecar');
}

/** Saves, and reads both files: their pixels have to be the same. */
async function saved(): Promise<{ readonly mask: Mask; readonly objects: Sidecar['objects'] }> {
  await press('Control+S');
  await isDirty().waitFor({ state: 'detached' });
  const mask = await readMask(vscode.workspace.at(`${image}.mask.png`));
  const { objects } = await sidecar();
  const drawn = objects.map((each) => decodeRunLength(each.mask)).reduce((a, b) => combine(a, b, 'union'));
  expect(drawn.equals(mask)).toBe(true);
  return { mask, objects };
}

/** Opens the image with a mask, selected. */
async function open(mask: Mask, { withOther = false } = {}): Promise<void> {
  const { counts } = encodeRunLength(mask);
  const box = mask.bounds!;
  const objects = [
    rectObject(size, box, { mask: { size: [size.width, size.height], counts: [...counts] } }),
    ...(withOther ? [rectObject(size, { x0: 190, y0: 0, x1: 256, y1: 256 }, { id: '2', label: 'lesion' })] : []),
  ];
  const path = vscode.workspace.at(image);
  const labels = withOther ? [liver, lesion] : [liver];
  await saveMasks({ path, ...size, slices: 1 }, { labels, objects }, { writer: 'machine' });
  await openImage();
  await press('n');
  await announced(/liver, \d+ pixels/);
}

async function openImage(): Promise<void> {
  await vscode.workbench.openImage(image);
  await view()
    .getByText(/^MR · 256 × 256/)
    .waitFor();
  await canvas().click({ position: { x: 5, y: 5 }, button: 'middle' });
}

/** Brings the wrong mask to the target by hand: the border with a small brush, the rest with a large one. */
async function mend(): Promise<number> {
  await press('d');
  await toolIs('Brush 20 px');
  await stroke(arc(39, -34, 34));
  await press('[', 8);
  await toolIs('Brush 7 px');
  await stroke(arc(radius - 3.5, -42, 42));
  await press('x');
  await toolIs('Eraser 7 px');
  await stroke(arc(radius + 3.5, 147, 213));
  await press(']', 8);
  await toolIs('Eraser 20 px');
  await stroke(arc(radius + 14, 147, 213));
  return 4;
}

test('how overlaps are saved is chosen again, and the mask files are converted at once', async () => {
  const { workbench, workspace } = vscode;
  await open(rectMask(size, { x0: 100, y0: 100, x1: 210, y1: 150 }), { withOther: true });
  const map = workspace.at(`${image}.mask.png`);
  const own = workspace.at(`masks/${image.replace('.dcm', '')}__lesion_0.png`);
  const chosen = async (text: string): Promise<void> => {
    await workbench.command('SAM-UNet: Choose How Overlaps Are Saved…');
    await workbench.page.getByText(`Objects in ${image} overlap`).waitFor();
    await choose(workbench.page, text);
  };
  await chosen('One file for each object');
  await expect.poll(() => [existsSync(own), existsSync(map)]).toEqual([true, false]);
  // Here, and for the tests that follow.
  await chosen('One label map');
  await expect.poll(() => [existsSync(own), existsSync(map)]).toEqual([false, true]);
});

test('a wrong mask is mended by four strokes, undone, made again, and kept through a reload', async () => {
  await open(wrong);
  expect(overlap(wrong, target).dice).toBeLessThan(0.86);
  const strokes = await mend();
  await isDirty().waitFor();
  const { mask, objects } = await saved();
  const { dice } = overlap(mask, target);
  console.info(
    `Mended from Dice ${overlap(wrong, target).dice.toFixed(3)} to ${dice.toFixed(3)} by ${strokes} strokes.`,
  );
  expect(dice).toBeGreaterThan(0.99);
  expect(objects).toMatchObject([{ id: '1', status: 'corrected', origin: 'human', label: 'liver' }]);
  expect(objects[0]).not.toHaveProperty('quality');
  expect(decodeRunLength(objects[0]!.proposal!.mask).equals(wrong)).toBe(true);
  // Undone to the start, and saved, it is the mask that it was; made again, the mended one.
  await oneByOne('Control+Z', strokes);
  const before = await saved();
  expect(before.mask.equals(wrong)).toBe(true);
  expect(before.objects).toMatchObject([{ status: 'draft', origin: 'machine', quality: 0.9 }]);
  await oneByOne('Control+Shift+Z', strokes);
  await isDirty().waitFor();
  await vscode.workbench.load();
  await vscode.workbench.openImage(image);
  await isDirty().waitFor();
  await canvas().click({ position: { x: 5, y: 5 }, button: 'middle' });
  const after = await saved();
  expect(after.mask.equals(mask)).toBe(true);
  expect(after.objects).toEqual(objects);
});

test('a brush begins an object, Alt erases from it, Shift draws a line from the last place', async () => {
  const { mouse, keyboard } = vscode.workbench.page;
  await openImage();
  await press('d');
  await view().getByText('Drag to paint a new object').waitFor();
  const place = await screenPlaces();
  await mouse.move(...place([80, 80]));
  await mouse.down();
  await mouse.up();
  await announced('object, 316 pixels');
  await keyboard.down('Shift');
  await mouse.move(...place([160, 80]));
  await mouse.down();
  await mouse.up();
  await keyboard.up('Shift');
  await announced('object, 1916 pixels');
  await keyboard.down('Alt');
  await mouse.move(...place([120, 80]));
  await mouse.down();
  await mouse.move(...place([120, 90]));
  await mouse.up();
  await keyboard.up('Alt');
  const { objects } = await saved();
  expect(objects).toMatchObject([{ id: '1', status: 'corrected', origin: 'human', prompt: {} }]);
  const { data } = decodeRunLength(objects[0]!.mask);
  expect([80, 100, 120, 140, 160].map((x) => data[80 * 256 + x])).toEqual([1, 1, 0, 1, 1]);
});

test('the wheel sets the size; the brush keeps to a range of values and off other objects', async () => {
  const { page } = vscode.workbench;
  await open(rectMask(size, { x0: 100, y0: 100, x1: 150, y1: 150 }), { withOther: true });
  await press('d');
  // Without a brush, the wheel zooms.
  await toolIs('Brush 20 px');
  const place = await screenPlaces();
  await page.mouse.move(...place([200, 128]));
  await page.keyboard.down('Shift');
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -120);
  await page.keyboard.up('Shift');
  await toolIs('Brush 36 px');
  const ring = await view().locator('.brush-cursor').boundingBox();
  const [left] = place([0, 0]);
  const [right] = place([36, 0]);
  expect(ring!.width).toBeCloseTo(right - left, 0);
  await press('Shift+X');
  await toolIs('not over others');
  await press('Shift+D');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Type Values…' }).click();
  await page.locator('.quick-input-message', { hasText: 'Lowest and highest value' }).waitFor();
  await page.keyboard.type('0 to 100000');
  await page.keyboard.press('Enter');
  await toolIs('only 0 to 100000');
  await keysAct(view());
  await page.mouse.move(...place([200, 128]));
  await page.mouse.down();
  await page.mouse.move(...place([180, 128]));
  await page.mouse.up();
  await isDirty().waitFor();
  const { objects } = await saved();
  const own = decodeRunLength(objects[0]!.mask);
  expect(own.data[128 * 256 + 186]).toBe(1);
  expect(own.data[128 * 256 + 192]).toBe(0);
});

test('a stroke lies on the slice of a volume that is shown', async () => {
  const { page } = vscode.workbench;
  await vscode.workbench.openImage(volume);
  await canvas().first().waitFor();
  await canvas()
    .first()
    .click({ position: { x: 5, y: 5 }, button: 'middle' });
  await press('PageUp', 2);
  await press('ArrowDown', 2);
  await press('d');
  await toolIs('Brush 20 px');
  const box = await canvas().first().boundingBox();
  await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
  await showsSlice('−44');
  await page.mouse.down();
  await page.mouse.move(box!.x + box!.width / 2 + 40, box!.y + box!.height / 2, { steps: 3 });
  await page.mouse.up();
  await announced(/object, \d+ pixels/);
  await press('Control+S');
  const file = vscode.workspace.at(`${volume}.masks.json`);
  await expect.poll(() => existsSync(file)).toBe(true);
  const { objects } = parseSidecar(await readFile(file, 'utf8'), 'sidecar');
  expect(objects).toMatchObject([{ slice: 2, status: 'corrected' }]);
});

test.each([
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
])('looks right in %s', async (name, theme) => {
  const { page } = vscode.workbench;
  await mkdir(vscode.workspace.at('.vscode'), { recursive: true });
  const settings = JSON.stringify({ 'workbench.colorTheme': theme });
  await writeFile(vscode.workspace.at('.vscode', 'settings.json'), settings);
  await open(wrong);
  await view()
    .locator(name === 'high-contrast' ? 'body.vscode-high-contrast' : `body.vscode-${name}`)
    .waitFor();
  const place = await screenPlaces();
  for (const [tool, key, at] of [
    ['brush', 'd', [166, 128]],
    ['eraser', 'x', [70, 128]],
  ] as const) {
    await press(key);
    await page.mouse.move(...place(at));
    await view().locator('.brush-cursor').waitFor();
    await vscode.workbench.screenshot(`${tool}-${name}`);
  }
  await press('d');
  await stroke(arc(39, -34, 34));
  await announced(/liver, \d+ pixels/);
  await vscode.workbench.screenshot(`painted-${name}`);
});

test('an image without objects is accepted as empty with one key, and one undo takes that back', async () => {
  await vscode.workbench.openImage(image);
  await canvas().first().waitFor();
  await press('a');
  await announced('Accepted as empty');
  const file = vscode.workspace.at(`${image}.masks.json`);
  await expect.poll(() => existsSync(file)).toBe(true);
  expect(await sidecar()).toMatchObject({ empty: { by: expect.any(String) as unknown }, objects: [] });
  const { data } = readLabelPng(await readFile(vscode.workspace.at(`${image}.mask.png`)));
  expect(data.every((value) => value === 0)).toBe(true);
  await vscode.workbench.screenshot('accepted-empty');
  await press('Control+Z');
  await isDirty().waitFor();
  await press('Control+S');
  await isDirty().waitFor({ state: 'detached' });
  expect((await sidecar()).empty).toBeUndefined();
});

test('lasso, polygon, wand, threshold and fill finish a mask; each is one step to undo', async () => {
  const { page } = vscode.workbench;
  const ring = combine(
    target,
    sector((_, distance) => distance < 20),
    'difference',
  );
  await open(ring);
  const place = await screenPlaces();
  /** Waits for another mask than the target. */
  const changes = (): Promise<void> => announced(new RegExp(`liver, (?!${String(target.area)} )\\d+ pixels`));
  const drag = async (from: At, to: At): Promise<void> => {
    await page.mouse.move(...place(from));
    await page.mouse.down();
    await page.mouse.move(...place(to), { steps: 4 });
    await page.mouse.up();
  };
  await press('j');
  await toolIs('Fill Hole');
  await page.mouse.click(...place([128, 128]));
  await announced(`liver, ${String(target.area)} pixels`);
  await press('g');
  await toolIs('Lasso');
  await stroke(arc(60, 0, 120));
  await changes();
  await vscode.workbench.screenshot('lasso');
  await press('Control+Z');
  await announced(`liver, ${String(target.area)} pixels`);
  await press('Shift+G');
  await toolIs('Polygon');
  for (const at of [
    [180, 90],
    [220, 90],
    [220, 160],
    [180, 160],
  ] as const) {
    await page.mouse.click(...place(at));
  }
  await vscode.workbench.screenshot('polygon');
  await press('Enter');
  await changes();
  await vscode.workbench.screenshot('polygon-confirmed');
  await press('Control+Z');
  await announced(`liver, ${String(target.area)} pixels`);
  await press('Shift+V');
  await toolIs('Threshold');
  await drag([60, 60], [120, 120]);
  await view().getByText('Click the box to confirm').waitFor();
  await toolIs(/Threshold -?[\d.]+ to [\d.]+/);
  await vscode.workbench.screenshot('threshold');
  await press('Escape');
  await press('v');
  await toolIs('Wand');
  await page.mouse.move(...place([90, 60]));
  await page.mouse.down();
  await page.mouse.move(...place([110, 60]), { steps: 4 });
  await toolIs(/Wand ± [\d.]+/);
  await vscode.workbench.screenshot('wand');
  await page.mouse.up();
  await changes();
  await press('Control+Z');
  await announced(`liver, ${String(target.area)} pixels`);
});

test('slices between two masks are interpolated, and an object is propagated, cut and discarded', async () => {
  const { page } = vscode.workbench;
  await vscode.workbench.openImage(volume);
  await canvas().first().waitFor();
  const box = (await canvas().first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const paint = async (): Promise<void> => {
    await page.mouse.move(x - 30, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 3 });
    await page.mouse.up();
    await announced(/object, \d+ pixels/);
  };
  await canvas()
    .first()
    .click({ position: { x: 5, y: 5 }, button: 'middle' });
  await press('PageUp', 2);
  await press('d');
  await toolIs('Brush 20 px');
  await paint();
  await press('Escape');
  await press('ArrowDown', 4);
  await showsSlice('−30');
  await paint();
  await press('Shift+L');
  await vscode.workbench.statusBar(/3 slices interpolated/).waitFor();
  await press('Control+S');
  const file = vscode.workspace.at(`${volume}.masks.json`);
  const slices = async (): Promise<number[]> =>
    existsSync(file)
      ? parseSidecar(await readFile(file, 'utf8'), 'sidecar')
          .objects.map(({ slice }) => slice)
          .sort((a, b) => a - b)
      : [];
  await expect.poll(slices).toEqual([0, 1, 2, 3, 4]);
  await press('Shift+P');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'To the Last Slice' }).click();
  const ended = vscode.workbench.notification(/propagated through|does not continue/);
  await ended.waitFor({ timeout: 120_000 });
  await vscode.workbench.screenshot('propagated');
  const text = (await ended.textContent()) ?? '';
  if (text.includes('propagated through')) {
    await page.getByRole('button', { name: 'Discard' }).click();
    await press('Control+S');
  }
  await expect.poll(slices).toEqual([0, 1, 2, 3, 4]);
});
