import { copyFile, link, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { repository } from '../../harness/paths';
import { Workbench } from '../../harness/workbench';
import type { Figures } from '../measure';
import { installProbe } from '../viewing/probe';
import { ct, ctFile } from './inputs';

/** Steps of the cold walk, and milliseconds of each scroll. */
const steps = 120;
const scrollMs = 4000;

/**
 * How a CT scrolls in a real VS Code: the next slice when the last one is shown, and a step a frame, both through slices that are
 * not in the page yet; a step a frame after a while; and the planes across it. The connection is that of VS Code in a
 * browser, which compresses.
 */
export async function largeScroll(): Promise<Figures> {
  const image = ctFile();
  // Quick Open finds nothing in folders that git ignores, such as that of the inputs.
  const inside = await mkdtemp(path.join(tmpdir(), 'bench-'));
  let workbench: Workbench | undefined;
  try {
    const name = path.basename(image);
    await link(image, path.join(inside, name)).catch(() => copyFile(image, path.join(inside, name)));
    workbench = await Workbench.open({ folder: inside, extension: repository });
    await workbench.page.addInitScript(installProbe);
    const viewport = await open(workbench, name);
    const coldSlices = await walk(viewport);
    const coldFrames = await scroll(viewport, scrollMs, true);
    await workbench.page.waitForTimeout(20_000);
    const warmFrames = await scroll(viewport, scrollMs, false);
    await workbench.command('View: Close All Editors');
    await viewport.waitFor({ state: 'detached' });
    const again = await open(workbench, name);
    const planesMs = await openPlanes(workbench, again);
    return { coldSlices, coldFrames, warmFrames, planesMs };
  } finally {
    await workbench?.close();
    await rm(inside, { recursive: true });
  }
}

async function open(workbench: Workbench, name: string): Promise<Locator> {
  const view = await workbench.openImage(name);
  const viewport = view.locator('.viewport').first();
  await viewport.waitFor();
  await viewport.evaluate(async () => {
    while (window.probe.drawn.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  return viewport;
}

/** Slices a second, each asked for when the one before is shown. */
async function walk(viewport: Locator): Promise<number> {
  const ms = await viewport.evaluate(async (_, count) => {
    await window.probe.first();
    const start = performance.now();
    await window.probe.walk(count);
    return performance.now() - start;
  }, steps);
  return (1000 * steps) / ms;
}

/** Slices that are shown a second while one goes on by one in each frame. */
async function scroll(viewport: Locator, ms: number, forwards: boolean): Promise<number> {
  const shown = await viewport.evaluate((_, asked) => window.probe.scroll(asked.slices, asked.ms, asked.forwards), {
    slices: ct.slices,
    ms,
    forwards,
  });
  return (1000 * shown.slices) / shown.ms;
}

/** Milliseconds from the planes' frames being there to both showing something. */
async function openPlanes(workbench: Workbench, viewport: Locator): Promise<number> {
  const shown = viewport.evaluate(async () => {
    const until = async (isReached: () => boolean): Promise<number> => {
      while (!isReached()) await new Promise((go) => setTimeout(go, 5));
      return performance.now();
    };
    const start = await until(() => document.querySelectorAll('.pane .plane').length === 2);
    const end = await until(() => document.querySelector('.pane .state.over') === null);
    return end - start;
  });
  await workbench.command('SAM-UNet: Toggle Three-Plane View');
  return shown;
}
