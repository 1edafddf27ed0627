import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { usePage } from '../support/page/usePage';

const built = usePage();

/** In the window of 800 × 572 the phantom of 128 × 128 pixels is shown four times as large, from (144, 30). */
const at = (x: number, y: number): [number, number] => [144 + x * 4, 30 + y * 4];

async function openPhantom(query = ''): Promise<Page> {
  const page = await built.open(query);
  await page.waitForFunction(() => window.fake.calls.encode.length > 0);
  return page;
}

async function drag(page: Page, from: [number, number], to: [number, number], button?: 'left' | 'right' | 'middle') {
  await page.mouse.move(...from);
  await page.mouse.down(button && { button });
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 3 });
  await page.mouse.move(...to, { steps: 3 });
  return { release: () => page.mouse.up(button && { button }) };
}

/** Red, green and blue of the canvas at image coordinates. */
async function pixel(page: Page, x: number, y: number): Promise<[number, number, number]> {
  const [left, top] = at(x, y);
  return page.evaluate(
    ([px, py]) => {
      const canvas = document.querySelector('canvas')!;
      const [red, green, blue] = canvas.getContext('2d')!.getImageData(px, py, 1, 1).data;
      return [red!, green!, blue!];
    },
    [left, top] as const,
  );
}

/** The mask's orange over grey: red and blue part. */
function isOrange([red, , blue]: [number, number, number]): boolean {
  return red - blue > 50;
}

async function frames(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            resolve();
          }),
        ),
      ),
  );
}

describe('looking', () => {
  test('the slice is shown through its window', async () => {
    const page = await openPhantom();
    await frames(page);
    expect(await pixel(page, 2, 2)).toEqual([0, 0, 0]);
    const [body] = await pixel(page, 100, 64);
    const [bright] = await pixel(page, 48, 64);
    expect([body, bright]).toEqual([102, 179]);
    expect(await page.textContent('.row.top')).toBe('CT · 128 × 128 · 0.70 mmW 400 L 40 (Soft tissue)');
  });

  test('the pixel under the pointer is named', async () => {
    const page = await openPhantom();
    await page.mouse.move(...at(48.5, 64.5));
    await page.getByText('x 48 y 64 · 120 HU · (−10.4, 0.8, 0.0) mm').waitFor();
  });

  test('a right-drag changes the window, and the model looks again', async () => {
    const page = await openPhantom();
    const before = await pixel(page, 100, 64);
    const { release } = await drag(page, at(20, 20), at(60, 40), 'right');
    await release();
    await frames(page);
    expect(await pixel(page, 100, 64)).not.toEqual(before);
    await page.waitForFunction(() => window.fake.calls.encode.length >= 2);
    expect(await page.evaluate(() => window.fake.calls.commit.length)).toBe(0);
  });

  test('the wheel zooms an image, a double click fits it again', async () => {
    const page = await openPhantom();
    await page.mouse.move(...at(48, 64));
    await page.mouse.wheel(0, -400);
    await frames(page);
    const [corner] = await pixel(page, 2, 30);
    expect(corner).toBeGreaterThan(0);
    await page.mouse.dblclick(...at(100, 100));
    await frames(page);
    expect(await pixel(page, 2, 30)).toEqual([0, 0, 0]);
  });

  test('the wheel goes through a volume, and the view survives a new page', async () => {
    const page = await openPhantom('?slices=12');
    await page.mouse.move(...at(48, 64));
    for (let notch = 0; notch < 4; notch++) await page.mouse.wheel(0, 100);
    await page.getByText('5 / 12').waitFor();
    await page.reload();
    await page.getByText('5 / 12').waitFor();
  });
});

describe('other ways to look', () => {
  /** Average grey of a canvas, of the slice (0) or of a plane across the slices (1, 2). */
  const brightness = (page: Page, pane: number): Promise<number> =>
    page.evaluate((index) => {
      const canvas = document.querySelectorAll('canvas')[index]!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((sum, value, i) => sum + (i % 4 === 0 ? value : 0), 0) / (data.length / 4);
    }, pane);

  test('three planes with their letters, and a crosshair that a press in one moves', async () => {
    const page = await openPhantom('?slices=12');
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'planes' }));
    await page.getByText('Sagittal 65 / 128').waitFor();
    await page.getByText('Coronal 65 / 128').waitFor();
    await expect.poll(() => brightness(page, 1)).toBeGreaterThan(10);
    const coronal = page.getByRole('img', { name: /^Coronal/ });
    const { width, height } = (await coronal.boundingBox())!;
    await coronal.click({ position: { x: width / 2 - 40, y: height / 2 } });
    await page.getByText(/^Sagittal (3|4|5)\d \/ 128$/).waitFor();
    await page.reload();
    await page.getByText(/^Sagittal (3|4|5)\d \/ 128$/).waitFor();
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'planes' }));
    await expect.poll(() => page.locator('canvas').count()).toBe(1);
  });

  test('volumes are gone through with a slider; masks lie in the volume that they were drawn in', async () => {
    const page = await openPhantom('?slices=12&volumes=3');
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await page.getByText(/liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await page.evaluate(() => window.fake.perform({ kind: 'stepVolume', step: 1 }));
    await page.getByText('Volume 2 / 3').waitFor();
    await expect.poll(() => pixel(page, 100, 64)).toEqual([128, 128, 128]);
    expect(isOrange(await pixel(page, 48, 64))).toBe(false);
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await expect.poll(async () => isOrange(await pixel(page, 48, 64))).toBe(true);
    expect(await page.evaluate(() => window.fake.calls.commit)).toMatchObject([{ volume: 0 }, { volume: 1 }]);
    await page.getByRole('slider', { name: 'Volume' }).fill('3');
    await expect.poll(() => pixel(page, 100, 64)).toEqual([153, 153, 153]);
    expect(isOrange(await pixel(page, 48, 64))).toBe(false);
    await page.evaluate(() => window.fake.perform({ kind: 'showSlice', slice: 0, volume: 0 }));
    await expect.poll(async () => isOrange(await pixel(page, 48, 64))).toBe(true);
  });

  test('colour maps and inversion, for the screen alone', async () => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.perform({ kind: 'colorMap', map: 'hot iron' }));
    await frames(page);
    expect(await pixel(page, 48, 64)).toEqual([255, 102, 0]);
    await page.evaluate(() => window.fake.perform({ kind: 'colorMap', map: 'grey' }));
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'invert' }));
    await frames(page);
    expect(await pixel(page, 100, 64)).toEqual([153, 153, 153]);
    await page.getByText('W 400 L 40 (Soft tissue) · inverted').waitFor();
  });

  test('what the model sees stands in the place of the image', async () => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'modelView' }));
    await page.getByText('Model input 2 × 2 of 256 × 256').waitFor();
    await frames(page);
    expect([await pixel(page, 20, 20), await pixel(page, 100, 20)]).toEqual([
      [255, 255, 255],
      [0, 0, 0],
    ]);
  });

  test('a ruler and an area, told to screen readers too', async () => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'ruler' }));
    await (await drag(page, at(20, 64), at(70, 64))).release();
    await page.getByRole('status').filter({ hasText: '35.0 mm' }).waitFor({ state: 'attached' });
    await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'area' }));
    await (await drag(page, at(40, 56), at(56, 72))).release();
    await page.getByRole('status').filter({ hasText: '98.5 mm² · mean 120.0 HU' }).waitFor({ state: 'attached' });
    expect(await page.evaluate(() => window.fake.calls.commit.length)).toBe(0);
  });

  test('help lists the keys, and Esc closes it', async () => {
    const page = await openPhantom();
    const keys = [{ title: 'Box Tool', keys: ['B'] }];
    await page.evaluate((shown) => window.fake.perform({ kind: 'help', keys: shown }), keys);
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Box Tool').waitFor();
    await page.evaluate(() => window.fake.perform({ kind: 'cancel' }));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

describe('slices painted with WebGL', () => {
  test('have the same pixels as those painted without', async () => {
    const page = await openPhantom();
    await page.addScriptTag({ url: 'painters.js' });
    const { pixels, differences } = await page.evaluate(() => window.painters.compare());
    expect(differences).toEqual([]);
    expect(pixels).toBeGreaterThan(1_000_000);
  });

  test('are painted without once the graphics card has dropped them', async () => {
    const page = await openPhantom();
    await page.addScriptTag({ url: 'painters.js' });
    expect(await page.evaluate(() => window.painters.lose())).toEqual({ before: 200, after: 200, told: 1 });
  });
});

describe('prompts', () => {
  test('the mask follows the drag and becomes an object', async () => {
    const page = await openPhantom();
    const { release } = await drag(page, at(28, 44), at(68, 84));
    await frames(page);
    expect(isOrange(await pixel(page, 48, 64))).toBe(true);
    expect(await page.evaluate(() => window.fake.calls.commit.length)).toBe(0);
    await release();
    await page.getByText(/liver, 1\d{3} pixels, quality 0.93/).waitFor({ state: 'attached' });
    await frames(page);
    expect(isOrange(await pixel(page, 48, 64))).toBe(true);
    expect(isOrange(await pixel(page, 100, 64))).toBe(false);
    const [commit] = await page.evaluate(() => window.fake.calls.commit);
    expect(commit).toMatchObject({ slice: 0, window: { center: 40, width: 400 }, objectId: null });
  });

  test('Alt-click takes away, a held H hides, F empties', async () => {
    const page = await openPhantom();
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await page.getByText(/liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await page.keyboard.down('Alt');
    await page.mouse.click(...at(55, 70));
    await page.keyboard.up('Alt');
    await expect.poll(async () => isOrange(await pixel(page, 58, 73))).toBe(false);
    expect(isOrange(await pixel(page, 40, 60))).toBe(true);
    await page.keyboard.down('h');
    await frames(page);
    expect(isOrange(await pixel(page, 40, 60))).toBe(false);
    await page.keyboard.up('h');
    await frames(page);
    expect(isOrange(await pixel(page, 40, 60))).toBe(true);
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'fill' }));
    await frames(page);
    expect(isOrange(await pixel(page, 40, 60))).toBe(false);
  });

  test('a handle changes the object it belongs to', async () => {
    const page = await openPhantom();
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await page.getByText(/liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await page.mouse.move(...at(68, 84));
    expect(await page.locator('.viewport').evaluate((element) => element.style.cursor)).toBe('nwse-resize');
    await (await drag(page, at(68, 84), at(78, 94))).release();
    await page.waitForFunction(() => window.fake.calls.commit.length === 2);
    const [, commit] = await page.evaluate(() => window.fake.calls.commit);
    expect(commit).toMatchObject({ objectId: 'object-1' });
  });

  test('Escape during a drag leaves nothing behind', async () => {
    const page = await openPhantom();
    const { release } = await drag(page, at(28, 44), at(68, 84));
    await page.evaluate(() => window.fake.perform({ kind: 'cancel' }));
    await release();
    await frames(page);
    expect(isOrange(await pixel(page, 48, 64))).toBe(false);
    expect(await page.evaluate(() => window.fake.calls.commit.length)).toBe(0);
  });

  test('a failed request says why and can be made again', async () => {
    const page = await openPhantom();
    await page.evaluate(() => {
      window.fake.failCommit = true;
    });
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await page.getByRole('alert').getByText('The inference process ended unexpectedly. Try again.').waitFor();
    await page.getByRole('button', { name: 'Try Again' }).click();
    await page.getByText(/liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

test('an image that cannot be read says why and what to do', async () => {
  const page = await built.open('?unreadable');
  await page.getByText('which cannot be decoded.').waitFor();
  await page.getByText('Convert it with a DICOM toolkit and reopen.').waitFor();
  await page.getByRole('button', { name: 'Open as Text' }).click();
  await page.waitForFunction(() => window.fake.calls.act[0] === 'openAsText');
});
