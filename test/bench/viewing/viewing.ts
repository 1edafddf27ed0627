import type { Locator } from 'playwright-core';
import { repository } from '../../harness/paths';
import { Workbench } from '../../harness/workbench';
import { median, type Figures } from '../measure';
import { writeSlices, writeVolume } from './images';
import { emptyWorkspace, open } from './open';
import { installProbe } from './probe';

/** Images opened for the first paint; one more is opened before. */
const openings = 9;
/** Slices of the volume: all of them fit into the page's memory. */
const slices = 60;
const scrollMs = 5000;
const movements = 120;

/**
 * How fast the editor is in a real VS Code: from the extension being asked to show an image of 512 × 512 pixels to its pixels being on the
 * screen; slices of a volume that the page holds, one for each frame; and from the pointer to the box that follows it. Medians. The last
 * two also of an empty page in the place of ours: more than that the screen does not give.
 */
export async function viewing(): Promise<Figures> {
  const workspace = await emptyWorkspace();
  let workbench: Workbench | undefined;
  try {
    const [first, ...names] = await writeSlices(workspace, openings + 1);
    const volume = await writeVolume(workspace, slices);
    workbench = await Workbench.open({ folder: workspace.folder, extension: repository });
    await workbench.page.addInitScript(installProbe);
    await firstPaint(workbench, first!);
    const paints: Paint[] = [];
    for (const name of names) paints.push(await firstPaint(workbench, name));
    const viewport = await open(workbench, volume);
    await viewport.evaluate(async (_, steps) => {
      await window.probe.first();
      await window.probe.walk(steps);
    }, slices - 1);
    const { slicesPerSecond, framesPerSecond, workMs } = await scroll(viewport);
    const overlayMs = await follow(workbench);
    await viewport.evaluate(() => {
      window.probe.empty();
    });
    return {
      firstPaintMs: median(paints.map(({ drawn }) => drawn)),
      frameMs: median(paints.map(({ created }) => created)),
      ...{ slicesPerSecond, framesPerSecond, workMs, overlayMs },
      emptyFramesPerSecond: (await scroll(viewport)).slicesPerSecond,
      emptyOverlayMs: await follow(workbench),
    };
  } finally {
    await workbench?.close();
    await workspace.remove();
  }
}

/** Milliseconds from VS Code asking for an image. */
interface Paint {
  /** Until it had made the frame of the page. */
  readonly created: number;
  /** Until the pixels were on the screen. */
  readonly drawn: number;
}

interface Scrolled {
  readonly slicesPerSecond: number;
  readonly framesPerSecond: number;
  readonly workMs: number;
}

async function firstPaint(workbench: Workbench, name: string): Promise<Paint> {
  const viewport = await open(workbench, name);
  const paint = await viewport.evaluate(() => {
    const asked = Number(document.documentElement.dataset['asked']);
    return { created: window.probe.created - asked, drawn: window.probe.drawn[0]! - asked };
  });
  // What the model has to look at is not what is measured.
  await workbench.page.waitForTimeout(1500);
  await workbench.command('View: Close All Editors');
  await viewport.waitFor({ state: 'detached' });
  return paint;
}

/** Slices a second, frames that the screen had meanwhile, and what the page computed for each. */
async function scroll(viewport: Locator): Promise<Scrolled> {
  const asked = { slices, ms: scrollMs };
  const shown = await viewport.evaluate((_, { slices: count, ms }) => window.probe.scroll(count, ms), asked);
  const workMs = median(await viewport.evaluate((_, count) => window.probe.worked.slice(-count), shown.slices));
  return {
    slicesPerSecond: (1000 * shown.slices) / shown.ms,
    framesPerSecond: (1000 * shown.frames) / shown.ms,
    workMs,
  };
}

/** Drags a box about. */
async function follow(workbench: Workbench): Promise<number> {
  const viewport = workbench.webview().locator('.viewport');
  const { x, y, width, height } = (await viewport.boundingBox())!;
  const { mouse } = workbench.page;
  const middle = { x: x + width / 2, y: y + height / 2 };
  await mouse.move(middle.x - 100, middle.y - 100);
  await mouse.down();
  await mouse.move(middle.x, middle.y);
  await viewport.evaluate(() => {
    window.probe.follow();
  });
  for (let i = 0; i < movements; i++) {
    await mouse.move(middle.x + 60 * Math.cos(i / 9), middle.y + 60 * Math.sin(i / 9));
    await workbench.page.waitForTimeout(25);
  }
  const followed = await viewport.evaluate(() => window.probe.followed);
  await workbench.page.keyboard.press('Escape');
  await mouse.up();
  if (followed.length < movements / 2) throw new Error(`Only ${followed.length} of ${movements} movements were drawn.`);
  return median(followed);
}
