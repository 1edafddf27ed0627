import type { Locator } from 'playwright-core';
import { writeFile } from 'node:fs/promises';
import { repository } from '../../harness/paths';
import { Workbench } from '../../harness/workbench';
import { jitter } from '../../support/hand/jitter';
import { keysAct } from '../../support/keysAct';
import type { Figures } from '../measure';
import { sliceFile } from './images';
import { emptyWorkspace, open } from './open';
import { installProbe } from './probe';

declare global {
  interface Window {
    /** Milliseconds of the tasks of the page that took longer than 50. */
    longTasks: number[];
  }
}

/**
 * How long the page of an image of noise stands still at most, in a real VS Code, while a wand and a threshold that take many
 * small parts of it are dragged, rest and are confirmed, and while the mask is moved afterwards.
 */
export async function areas(side: number): Promise<Figures> {
  const workspace = await emptyWorkspace();
  let workbench: Workbench | undefined;
  try {
    const name = 'noise.dcm';
    await writeFile(workspace.at(name), sliceFile(noise(side), side, 0));
    workbench = await Workbench.open({ folder: workspace.folder, extension: repository });
    await workbench.page.addInitScript(installProbe);
    const viewport = await open(workbench, name);
    await viewport.click();
    await keysAct(workbench.webview());
    // What the model has to look at is not what is measured.
    await workbench.page.waitForTimeout(3000);
    await viewport.evaluate(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => {
        window.longTasks.push(...list.getEntries().map(({ duration }) => duration));
      }).observe({ type: 'longtask' });
    });
    const wand = await use(workbench, viewport, { key: 'v', drag: 85 });
    await workbench.page.keyboard.press('Escape');
    const threshold = await use(workbench, viewport, { key: 'Shift+V', drag: 500 });
    return {
      ...Object.fromEntries(Object.entries(wand).map(([phase, ms]) => [`wand ${phase}`, ms])),
      ...Object.fromEntries(Object.entries(threshold).map(([phase, ms]) => [`threshold ${phase}`, ms])),
    };
  } finally {
    await workbench?.close();
    await workspace.remove();
  }
}

/** Values that are alike everywhere and differ from pixel to pixel: a third of them are far from the others. */
function noise(side: number): Int16Array {
  const random = jitter();
  return Int16Array.from({ length: side * side }, () => Math.round(random.next().value * 400));
}

/** Draws with a tool. @returns the longest task of each phase, in milliseconds */
async function use(
  workbench: Workbench,
  viewport: Locator,
  { key, drag }: { readonly key: string; readonly drag: number },
): Promise<Record<string, number>> {
  const { page } = workbench;
  const { mouse, keyboard } = page;
  const { x, y, width, height } = (await viewport.boundingBox())!;
  const middle = { x: x + width / 2, y: y + height / 2 };
  const longest = async (): Promise<number> => {
    await page.waitForTimeout(1500);
    return viewport.evaluate(() => Math.max(...window.longTasks.splice(0), 0));
  };
  await keyboard.press(key);
  const from = drag > 300 ? -drag / 2 : 0;
  await mouse.move(middle.x + from, middle.y + from);
  await longest();
  await mouse.down();
  for (let i = 1; i <= 10; i++) {
    await mouse.move(middle.x + from + (drag * i) / 10, middle.y + from + (drag * i) / 10);
    await page.waitForTimeout(30);
  }
  const dragged = await viewport.evaluate(() => Math.max(...window.longTasks.splice(0), 0));
  const rested = await longest();
  await mouse.up();
  if (drag > 300) await keyboard.press('Enter');
  const began = Date.now();
  await page.locator('.tab.dirty').waitFor();
  const confirmMs = Date.now() - began;
  await page.waitForTimeout(3000);
  const confirmed = await longest();
  await mouse.wheel(0, -120);
  const zoomed = await longest();
  await keyboard.press('0');
  await keyboard.press('Control+Z');
  await page.locator('.tab:not(.dirty)').first().waitFor();
  await longest();
  return { dragged, rested, confirmed, zoomed, confirmMs };
}
