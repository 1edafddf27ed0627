import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { defaultKeys } from '../../src/host/commands/defaultKeys';
import type { UnfinishedArea } from '../../src/core/protocol/hostApi';
import type { ViewCommand } from '../../src/core/protocol/viewApi';
import { orangePixels } from '../support/canvas';
import { usePage } from '../support/page/usePage';

const built = usePage();

/** In the window of 800 × 572 the phantom of 128 × 128 pixels is shown four times as large, from (144, 30). */
const at = (x: number, y: number): [number, number] => [144 + x * 4, 30 + y * 4];

/** The page, with the phantom on the screen and known to the model. */
async function openPhantom(query = ''): Promise<Page> {
  const page = await built.open(query);
  await page.waitForFunction(() => window.fake.calls.encode.length > 0);
  await greyAt(page, 100, 64).toBe(102);
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

/** Waits for the grey of a pixel. */
const greyAt = (page: Page, x: number, y: number) =>
  expect.poll(async () => {
    const [red, green, blue] = await pixel(page, x, y);
    return red === green && green === blue ? red : `rgb(${red}, ${green}, ${blue})`;
  });

/** Waits until a pixel is in the mask's orange, over grey, or not: red and blue part. */
const maskAt = (page: Page, x: number, y: number) =>
  expect.poll(async () => {
    const [red, , blue] = await pixel(page, x, y);
    return red - blue > 50;
  });

/** What is selected, in words. */
const facts = (page: Page, text: RegExp) => page.getByRole('status').filter({ hasText: text });

/** Waits for the prompts that have been committed. */
const commits = (page: Page) => expect.poll(() => page.evaluate(() => window.fake.calls.commit));

/** Waits until everything that the page has said and drawn until now has arrived: its messages come in order. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => window.fake.perform({ kind: 'cancel' }));
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
    await greyAt(page, 2, 2).toBe(0);
    await greyAt(page, 100, 64).toBe(102);
    await greyAt(page, 48, 64).toBe(179);
    const top = expect.poll(() => page.textContent('.row.top'));
    await top.toBe('CT · 128 × 128 · 0.70 mmW 400 L 40 (Soft tissue)');
  });

  test('the pixel under the pointer is named', async () => {
    const page = await openPhantom();
    await page.mouse.move(...at(48.5, 64.5));
    await page.getByText('x 48 y 64 · 120 HU · (−10.4, 0.8, 0.0) mm').waitFor();
  });

  test('a right-drag changes the window, and the model looks again', async () => {
    const page = await openPhantom();
    const { release } = await drag(page, at(20, 20), at(60, 40), 'right');
    await release();
    await greyAt(page, 100, 64).not.toBe(102);
    await page.waitForFunction(() => window.fake.calls.encode.length >= 2);
    await settled(page);
    expect(await page.evaluate(() => window.fake.calls.commit)).toEqual([]);
  });

  test('the wheel zooms an image, a double click fits it again', async () => {
    const page = await openPhantom();
    await page.mouse.move(...at(48, 64));
    await page.mouse.wheel(0, -400);
    await greyAt(page, 2, 30).toBe(102);
    await page.mouse.dblclick(...at(100, 100));
    await greyAt(page, 2, 30).toBe(0);
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
    await facts(page, /liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await page.evaluate(() => window.fake.perform({ kind: 'stepVolume', step: 1 }));
    await page.getByText('Volume 2 / 3').waitFor();
    await greyAt(page, 100, 64).toBe(128);
    await maskAt(page, 48, 64).toBe(false);
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await commits(page).toMatchObject([{ volume: 0 }, { volume: 1 }]);
    await maskAt(page, 48, 64).toBe(true);
    await page.getByRole('slider', { name: 'Volume' }).fill('3');
    await greyAt(page, 100, 64).toBe(153);
    await maskAt(page, 48, 64).toBe(false);
    await page.evaluate(() => window.fake.perform({ kind: 'showSlice', slice: 0, volume: 0 }));
    await maskAt(page, 48, 64).toBe(true);
  });

  test('colour maps and inversion, for the screen alone', async () => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.perform({ kind: 'colorMap', map: 'hot iron' }));
    await expect.poll(() => pixel(page, 48, 64)).toEqual([255, 102, 0]);
    await page.evaluate(() => window.fake.perform({ kind: 'colorMap', map: 'grey' }));
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'invert' }));
    await greyAt(page, 100, 64).toBe(153);
    await page.getByText('W 400 L 40 (Soft tissue) · inverted').waitFor();
  });

  test('what the model sees stands in the place of the image', async () => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'modelView' }));
    await page.getByText('Model input 2 × 2 of 256 × 256').waitFor();
    await greyAt(page, 20, 20).toBe(255);
    await greyAt(page, 100, 20).toBe(0);
  });

  test('a ruler and an area, announced to screen readers too', async () => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'ruler' }));
    await (await drag(page, at(20, 64), at(70, 64))).release();
    await page.getByRole('status').filter({ hasText: '35.0 mm' }).waitFor({ state: 'attached' });
    await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'area' }));
    await (await drag(page, at(40, 56), at(56, 72))).release();
    await page.getByRole('status').filter({ hasText: '98.5 mm² · mean 120.0 HU' }).waitFor({ state: 'attached' });
    await settled(page);
    expect(await page.evaluate(() => window.fake.calls.commit)).toEqual([]);
  });

  const showKeys = (page: Page): Promise<void> =>
    page.evaluate((keys) => window.fake.perform({ kind: 'keys', keys }), defaultKeys);

  test('help lists the keys, and Esc closes it', async () => {
    const page = await openPhantom();
    await showKeys(page);
    const dialog = page.getByRole('dialog', { name: 'Default keyboard shortcuts' });
    await dialog.getByText('Use the box tool').waitFor();
    await dialog.getByText('Add a positive or negative point').waitFor();
    expect(await dialog.locator('dt').count()).toBeLessThanOrEqual(25);
    await dialog.getByRole('button', { name: 'All Keys' }).click();
    await dialog.getByText('Generate masks for the workspace').waitFor();
    await dialog.getByRole('button', { name: 'Fewer Keys' }).click();
    await dialog.focus();
    await expect.poll(() => dialog.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(page)).toBe(true);
  });

  test('at 200 % zoom the keys fit into the width, scroll by keyboard to their end, and keep Tab among them', async () => {
    const page = await openPhantom();
    await page.setViewportSize({ width: 400, height: 286 });
    await showKeys(page);
    const dialog = page.getByRole('dialog', { name: 'Default keyboard shortcuts' });
    const rest = () =>
      dialog.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
    expect(await rest()).toBeGreaterThan(100);
    expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    await page.keyboard.press('End');
    await expect.poll(rest).toBeLessThan(2);
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('.viewport, input'))).toBeNull();
    }
  });

  test('the list of keys leads to where they are changed', async () => {
    const page = await openPhantom();
    await showKeys(page);
    await page.getByRole('button', { name: 'Configure…' }).click();
    await expect.poll(() => page.evaluate(() => window.fake.calls.act)).toEqual(['changeKeys']);
  });
});

/** Whether the image has the focus, by what the page last told the host. */
const hasFocus = (page: Page): Promise<unknown> => page.evaluate(() => window.fake.calls.focusChanged.at(-1));

describe('the focus', () => {
  test('is on the image from the start; a control that is reached by Tab takes it', async () => {
    const page = await openPhantom('?slices=12');
    await expect.poll(() => hasFocus(page)).toBe(true);
    await page.keyboard.press('Tab');
    await expect.poll(() => hasFocus(page)).toBe(false);
    expect(await page.getByRole('slider').evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Shift+Tab');
    await expect.poll(() => hasFocus(page)).toBe(true);
  });

  test('comes back to the image from a slider that the mouse has moved', async () => {
    const page = await openPhantom('?slices=12');
    await page.getByRole('slider').click();
    await page.getByText('6 / 12').or(page.getByText('7 / 12')).waitFor();
    await expect.poll(() => hasFocus(page)).toBe(true);
    expect(await page.locator('.viewport').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('comes back to the image from a message that is dismissed', async () => {
    const page = await openPhantom();
    await page.evaluate(() => {
      window.fake.failCommit = true;
    });
    await (await drag(page, at(28, 44), at(68, 84))).release();
    const dismiss = page.getByRole('button', { name: 'Dismiss' });
    await dismiss.focus();
    await expect.poll(() => hasFocus(page)).toBe(false);
    await page.keyboard.press('Enter');
    await dismiss.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(page)).toBe(true);
  });
});

describe('narrow and enlarged pages', () => {
  /** Texts that are cut, and controls that are not in view whole or too small to hit. */
  const faults = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>('.text, .track input')];
      return all
        .filter((element) => {
          const { left, top, right, bottom, height } = element.getBoundingClientRect();
          const isOutside = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
          const isCut = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
          return isOutside || (element.matches('input') ? height < 24 : isCut);
        })
        .map(({ outerHTML }) => outerHTML);
    });

  test.each([
    [360, 480],
    [400, 286],
  ])('at %i × %i nothing is cut, and both sliders can be hit', async (width, height) => {
    const page = await openPhantom('?slices=12&volumes=3');
    await page.setViewportSize({ width, height });
    await page.evaluate(() =>
      window.fake.show({ review: '3 of 120 · liver 0.41: changes when the box moves a little' }),
    );
    await page.mouse.move(width / 2, height / 2);
    await page.getByText(/HU/).waitFor();
    await expect.poll(() => page.getByRole('slider').count()).toBe(2);
    expect(await faults(page)).toEqual([]);
  });

  test('the bar of a review takes two lines at 500 pixels, and lies below the image', async () => {
    const page = await openPhantom();
    await page.setViewportSize({ width: 500, height: 572 });
    await page.evaluate(() =>
      window.fake.show({ review: '3 of 120 · liver 0.41: changes when the box moves a little' }),
    );
    const bar = (await page.locator('.review').boundingBox())!;
    const pane = (await page.locator('.pane').boundingBox())!;
    expect(bar.height).toBeGreaterThan(40);
    expect(bar.y + bar.height).toBe(572);
    expect(pane.y + pane.height).toBeLessThanOrEqual(bar.y);
  });

  test('nothing moves by itself with reduced motion', async () => {
    const page = await openPhantom();
    const animation = () =>
      page.locator('.progress').evaluate((element) => {
        element.classList.add('running');
        return getComputedStyle(element, '::after').animationName;
      });
    expect(await animation()).toBe('progress');
    await page.evaluate(() => {
      document.body.classList.add('vscode-reduce-motion');
    });
    expect(await animation()).toBe('none');
  });
});

/** What has the focus: its role or tag, and its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('role') ?? activeElement?.textContent ?? '';
  });
/** Whether a ring shows where the keys go. */
const hasRing = (page: Page): Promise<boolean> =>
  page.locator('.viewport').evaluate((element) => getComputedStyle(element, '::after').borderTopWidth === '2px');

describe('the focus never falls to the page', () => {
  test('nor with an image that cannot be read: the first button has it, again after each try', async () => {
    const page = await built.open('?unreadable');
    for (let i = 0; i < 2; i++) {
      await expect.poll(() => focused(page)).toBe('Try Again');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => window.fake.opens)).toBe(i + 2);
    }
  });

  test('nor when VS Code gives it to the page as a whole: the image has it, with a ring that a press removes', async () => {
    const page = await openPhantom();
    await page.mouse.click(...at(100, 100));
    await expect.poll(() => hasRing(page)).toBe(false);
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
      window.dispatchEvent(new Event('blur'));
      window.dispatchEvent(new Event('focus'));
    });
    await expect.poll(() => focused(page)).toBe('application');
    await expect.poll(() => hasRing(page)).toBe(true);
    await page.mouse.click(...at(100, 100));
    await expect.poll(() => hasRing(page)).toBe(false);
  });

  test('nor with a message whose button is pressed', async () => {
    const page = await openPhantom();
    await page.evaluate(() => {
      window.fake.failCommit = true;
    });
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await page.getByRole('button', { name: 'Try Again' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Try Again' }).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('application');
  });
});

describe('screen readers', () => {
  test('follow one region, which is there while the image opens and when it cannot be read', async () => {
    for (const query of ['', '?unreadable']) {
      const page = await built.open(query);
      const log = await page.getByRole('log').elementHandle();
      await page.evaluate(() => window.fake.announce([{ key: 'Deleted: {0}', args: ['liver'] }]));
      await page.getByRole('log').getByText('Deleted: liver').waitFor({ state: 'attached' });
      expect(await log.evaluate((element) => element.isConnected && element.childElementCount)).toBe(1);
    }
  });

  test('are given the progress of a review', async () => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.show({ review: '3 of 120 · liver 0.41: is in several parts' }));
    await page.getByRole('log').getByText('3 of 120 · liver 0.41: is in several parts').waitFor({ state: 'attached' });
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
    await maskAt(page, 48, 64).toBe(true);
    expect(await page.evaluate(() => window.fake.calls.commit)).toEqual([]);
    await release();
    await facts(page, /liver, 1\d{3} pixels, quality 0.93/).waitFor({ state: 'attached' });
    await maskAt(page, 48, 64).toBe(true);
    await maskAt(page, 100, 64).toBe(false);
    await commits(page).toMatchObject([{ slice: 0, window: { center: 40, width: 400 }, objectId: null }]);
  });

  test('Alt-click takes away, a held H hides, F empties', async () => {
    const page = await openPhantom();
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await facts(page, /liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await page.keyboard.down('Alt');
    await page.mouse.click(...at(55, 70));
    await page.keyboard.up('Alt');
    await maskAt(page, 58, 73).toBe(false);
    await maskAt(page, 40, 60).toBe(true);
    await page.keyboard.down('h');
    await maskAt(page, 40, 60).toBe(false);
    await page.keyboard.up('h');
    await maskAt(page, 40, 60).toBe(true);
    await page.keyboard.down('z');
    await maskAt(page, 40, 60).toBe(true);
    await page.evaluate(() => window.fake.show({ selected: null }));
    await maskAt(page, 40, 60).toBe(false);
    await page.keyboard.up('z');
    await maskAt(page, 40, 60).toBe(true);
    await page.evaluate(() => window.fake.show({ display: { fill: false, opacity: 0.35 } }));
    await maskAt(page, 40, 60).toBe(false);
  });

  test('a held H hides the masks wherever the focus is', async () => {
    const page = await openPhantom('?slices=12');
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await facts(page, /liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await page.getByRole('slider').focus();
    await page.keyboard.down('h');
    await maskAt(page, 40, 60).toBe(false);
    await page.keyboard.up('h');
    await maskAt(page, 40, 60).toBe(true);
  });

  test('a handle changes the object it belongs to', async () => {
    const page = await openPhantom();
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await facts(page, /liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await page.mouse.move(...at(68, 84));
    const cursor = expect.poll(() => page.locator('.viewport').evaluate((element) => element.style.cursor));
    await cursor.toBe('nwse-resize');
    await (await drag(page, at(68, 84), at(78, 94))).release();
    await commits(page).toMatchObject([{ objectId: null }, { objectId: 'object-1' }]);
  });

  test('Escape during a drag leaves nothing behind', async () => {
    const page = await openPhantom();
    const { release } = await drag(page, at(28, 44), at(68, 84));
    await page.evaluate(() => window.fake.perform({ kind: 'cancel' }));
    await release();
    await settled(page);
    await maskAt(page, 48, 64).toBe(false);
    expect(await page.evaluate(() => window.fake.calls.commit)).toEqual([]);
  });

  test('a box in a plane across the slices is asked with its plane, and has handles; a click moves the crosshair', async () => {
    const page = await built.open('?slices=20');
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'planes' }));
    const sagittal = page.locator('.viewport.plane').first();
    await page.getByText('Coronal 65 / 128').waitFor();
    const { x, y, width, height } = (await sagittal.boundingBox())!;
    const middle = { x: x + width / 2, y: y + height / 2 };
    await page.mouse.move(middle.x - 30, middle.y - 20);
    await page.mouse.down();
    await page.mouse.move(middle.x + 30, middle.y + 20, { steps: 5 });
    await expect.poll(() => orangePixels(sagittal.locator('canvas'))).toBeGreaterThan(100);
    await page.mouse.up();
    await commits(page).toMatchObject([{ normal: 0, index: 64, objectId: null, prompt: { points: [] } }]);
    await expect.poll(() => page.evaluate(() => window.fake.shown.objects.length)).toBeGreaterThan(2);
    // A handle changes the box of the plane.
    await page.mouse.move(middle.x + 30, middle.y + 20);
    await expect.poll(() => sagittal.evaluate((element) => element.style.cursor)).toBe('nwse-resize');
    await page.mouse.down();
    await page.mouse.move(middle.x + 45, middle.y + 25, { steps: 3 });
    await page.mouse.up();
    await commits(page).toMatchObject([
      { objectId: null },
      { normal: 0, index: 64, objectId: expect.any(String) as unknown },
    ]);
    await page.mouse.click(middle.x + 20, middle.y);
    await page.getByText(/^Coronal (?!65)\d+ \/ 128$/).waitFor();
    await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'point' }));
    await page.mouse.click(middle.x + 60, middle.y);
    await expect.poll(() => page.evaluate(() => window.fake.calls.commit.length)).toBe(3);
    expect(await page.evaluate(() => window.fake.calls.commit[2])).toMatchObject({
      prompt: { box: expect.anything() as unknown, points: [{ positive: true }] },
    });
  });

  test('a failed request says why and can be made again', async () => {
    const page = await openPhantom();
    await page.evaluate(() => {
      window.fake.failCommit = true;
    });
    await (await drag(page, at(28, 44), at(68, 84))).release();
    await page.getByRole('alert').getByText('The inference process ended unexpectedly. Try again.').waitFor();
    await page.getByRole('button', { name: 'Try Again' }).click();
    await facts(page, /liver, 1\d{3} pixels/).waitFor({ state: 'attached' });
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });
});

describe('areas', () => {
  const use = (page: Page, tool: 'lasso' | 'polygon' | 'wand' | 'threshold') =>
    page.evaluate((chosen) => window.fake.perform({ kind: 'tool', tool: chosen }), tool);
  const areas = (page: Page) => expect.poll(() => page.evaluate(() => window.fake.calls.paintArea));

  test('a wand shows its region while it is pressed, and makes it an object when it is released', async () => {
    const page = await openPhantom();
    await use(page, 'wand');
    await page.mouse.move(...at(48, 64));
    await page.mouse.down();
    await maskAt(page, 40, 64).toBe(true);
    await maskAt(page, 100, 64).toBe(false);
    await areas(page).toEqual([]);
    await page.mouse.up();
    await areas(page).toMatchObject([{ objectId: null, erases: false, area: { kind: 'region' } }]);
    await maskAt(page, 40, 64).toBe(true);
  });

  test('a polygon is clicked corner by corner, corrected, and confirmed with its first corner', async () => {
    const page = await openPhantom();
    await use(page, 'polygon');
    for (const [x, y] of [
      [80, 40],
      [110, 40],
      [110, 80],
    ] as const) {
      await page.mouse.click(...at(x, y));
    }
    const { release } = await drag(page, at(110, 80), at(80, 90));
    await release();
    await areas(page).toEqual([]);
    await page.mouse.click(...at(80, 40));
    const points = [
      [80, 40],
      [110, 40],
      [80, 90],
    ];
    await areas(page).toMatchObject([{ area: { kind: 'polygon', points } }]);
    await maskAt(page, 85, 60).toBe(true);
    await maskAt(page, 105, 75).toBe(false);
  });

  test('a polygon that is not confirmed is there again in the next page, and Escape cancels it', async () => {
    const page = await openPhantom();
    await use(page, 'polygon');
    for (const [x, y] of [
      [80, 40],
      [110, 40],
      [110, 80],
    ] as const) {
      await page.mouse.click(...at(x, y));
    }
    // The host has the last corner.
    await page.waitForFunction(() => {
      const kept = JSON.parse(sessionStorage.getItem('area') ?? 'null') as UnfinishedArea | null;
      return kept?.points.length === 3;
    });
    await page.reload();
    await page.waitForFunction(() => window.fake.calls.encode.length > 0);
    await page.evaluate(() => window.fake.perform({ kind: 'confirm' }));
    await areas(page).toMatchObject([{ area: { points: [{}, {}, {}].map(() => expect.anything() as unknown) } }]);
    await page.mouse.click(...at(20, 20));
    await settled(page);
    await page.evaluate(() => window.fake.perform({ kind: 'confirm' }));
    expect(await page.evaluate(() => window.fake.calls.paintArea)).toHaveLength(1);
  });
});

describe('the brush', () => {
  const useBrush = async (): Promise<Page> => {
    const page = await openPhantom();
    await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'brush' }));
    return page;
  };

  test('paints while the button is down, and gives the stroke to the host when it goes up', async () => {
    const page = await useBrush();
    const { release } = await drag(page, at(80, 40), at(110, 40));
    await maskAt(page, 95, 40).toBe(true);
    await maskAt(page, 95, 55).toBe(false);
    expect(await page.evaluate(() => window.fake.calls.paint)).toEqual([]);
    await release();
    await facts(page, /liver, \d+ pixels/).waitFor({ state: 'attached' });
    await maskAt(page, 95, 40).toBe(true);
    const painted = await page.evaluate(() => window.fake.calls.paint);
    expect(painted).toMatchObject([{ objectId: null, erases: false, slice: 0 }]);
  });

  test('is drawn bit by bit as it would be drawn at once', async () => {
    const page = await useBrush();
    const perform = (command: ViewCommand) => page.evaluate((asked) => window.fake.perform(asked), command);
    /** Takes a picture once it is drawn. @returns how many of its values differ from those of the first one */
    const differing = () =>
      page.evaluate(async () => {
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        const canvas = document.querySelector('canvas')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const taken = window as { first?: Uint8ClampedArray };
        const first = (taken.first ??= data);
        return data.reduce((count, value, i) => count + Number(Math.abs(value - first[i]!) > 2), 0);
      });
    await page.mouse.move(...at(70, 30));
    await page.mouse.down();
    for (const place of [at(100, 35), at(95, 60), at(70, 55), at(74, 28)])
      await page.mouse.move(...place, { steps: 9 });
    await maskAt(page, 72, 54).toBe(true);
    await differing();
    await perform({ kind: 'zoom', factor: 2 });
    expect(await differing()).toBeGreaterThan(0);
    await perform({ kind: 'fit' });
    expect(await differing()).toBe(0);
  });

  test('paints in the planes across the slices, on every slice that the stroke crosses', async () => {
    const page = await built.open('?slices=20');
    await page.evaluate(() => window.fake.perform({ kind: 'toggle', what: 'planes' }));
    await page.evaluate(() => window.fake.perform({ kind: 'tool', tool: 'brush' }));
    const sagittal = page.locator('.viewport.plane').first();
    const canvas = sagittal.locator('canvas');
    await expect.poll(() => canvas.evaluate((element) => (element as HTMLCanvasElement).width)).toBeGreaterThan(0);
    const { x, y, width, height } = (await sagittal.boundingBox())!;
    const middle = { x: x + width / 2, y: y + height / 2 };
    await expect.poll(() => orangePixels(canvas)).toBe(0);
    await page.mouse.move(middle.x - 20, middle.y - 20);
    await page.locator('.brush-cursor').waitFor();
    await page.mouse.down();
    await page.mouse.move(middle.x + 20, middle.y + 20, { steps: 5 });
    await expect.poll(() => orangePixels(canvas)).toBeGreaterThan(100);
    await page.mouse.up();
    await page.waitForFunction(() => window.fake.calls.paint.length === 1);
    const [painted] = await page.evaluate(() => window.fake.calls.paint);
    expect(painted).toMatchObject({ normal: 0, index: 64, objectId: null, erases: false });
    await expect.poll(() => page.evaluate(() => window.fake.shown.objects.length)).toBeGreaterThan(3);
    const objects = await page.evaluate(() => window.fake.shown.objects.map(({ slice }) => slice));
    expect(new Set(objects).size).toBe(objects.length);
    await expect.poll(() => orangePixels(canvas)).toBeGreaterThan(100);
    // Shift and the wheel change the size, as over the slices.
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, -120);
    await page.keyboard.up('Shift');
    await page.getByText('Brush 24 px').waitFor();
  });

  test('takes back the stroke with Escape', async () => {
    const page = await useBrush();
    const { release } = await drag(page, at(80, 40), at(110, 40));
    await maskAt(page, 95, 40).toBe(true);
    await page.evaluate(() => window.fake.perform({ kind: 'cancel' }));
    await release();
    await maskAt(page, 95, 40).toBe(false);
    expect(await page.evaluate(() => window.fake.calls.paint)).toEqual([]);
  });

  test('paints as wide as a pen is pressed', async () => {
    const page = await useBrush();
    await page.evaluate(
      ([left, top]) => {
        const target = document.querySelector('.viewport')!;
        // A pen that does not exist cannot be captured.
        target.setPointerCapture = () => undefined;
        for (const [type, x, pressure] of [
          ['pointerdown', 0, 0.25],
          ['pointermove', 120, 1],
          ['pointerup', 120, 0],
        ] as const) {
          const { x: frameX, y: frameY } = target.getBoundingClientRect();
          const place = { clientX: frameX + left + x, clientY: frameY + top };
          target.dispatchEvent(new PointerEvent(type, { ...place, pressure, pointerType: 'pen', button: 0 }));
        }
      },
      at(80, 40),
    );
    await page.waitForFunction(() => window.fake.calls.paint.length > 0);
    const painted = await page.evaluate(() => window.fake.calls.paint as { dabs: number[][] }[]);
    expect(painted[0]!.dabs.map((dab) => dab[2])).toEqual([4.375, 10]);
  });
});

test('an image that cannot be read says why and what to do', async () => {
  const page = await built.open('?unreadable');
  await page.getByText('which cannot be decoded.').waitFor();
  await page.getByText('Convert it with a DICOM toolkit and reopen.').waitFor();
  await page.getByRole('button', { name: 'Open as Text' }).click();
  await page.waitForFunction(() => window.fake.calls.act[0] === 'openAsText');
});
