import { repository } from '../../harness/paths';
import { Workbench } from '../../harness/workbench';
import { Mask } from '../../../src/core/mask/mask';
import { keysAct } from '../../support/keysAct';
import { saveObjects } from '../../support/saveObjects';
import { median, type Figures } from '../measure';
import { writeSlices } from './images';
import { emptyWorkspace, open } from './open';
import { installProbe } from './probe';

const strokes = 6;
/** Of each stroke. */
const movements = 20;
const objects = 8;

/**
 * How fast strokes follow the pointer in a real VS Code, on an image of `side` × `side` pixels with several objects whose outlines
 * have thousands of corners: the median of the time from a movement of the pointer to the end of the frame that shows the stroke
 * there, from a press to the release of each. Also of an empty page in the place of ours: less than that the screen does not give.
 */
export async function painting(side: number): Promise<Figures> {
  const workspace = await emptyWorkspace();
  let workbench: Workbench | undefined;
  try {
    const [name] = await writeSlices(workspace, 1, side);
    const masks = Array.from({ length: objects }, (_, i) => ({ label: `object ${i}`, slice: 0, mask: gear(side, i) }));
    await saveObjects(workspace.at(name!), masks);
    workbench = await Workbench.open({ folder: workspace.folder, extension: repository });
    await workbench.page.addInitScript(installProbe);
    const viewport = await open(workbench, name!);
    await viewport.click();
    await keysAct(workbench.webview());
    await workbench.page.keyboard.press('d');
    // What the model has to look at is not what is measured.
    await workbench.page.waitForTimeout(3000);
    await viewport.evaluate(() => {
      window.probe.follow();
    });
    const overlayMs = await paint(workbench);
    await viewport.evaluate(() => {
      window.probe.empty();
    });
    return { overlayMs, emptyOverlayMs: await paint(workbench) };
  } finally {
    await workbench?.close();
    await workspace.remove();
  }
}

/** A disc with a rough edge, one of two rows of them. */
function gear(side: number, place: number): Mask {
  const mask = new Mask(side, side);
  const [x, y, radius] = [side * (0.2 + 0.2 * (place % 4)), side * (place < 4 ? 0.3 : 0.7), side * 0.09];
  for (let i = 0; i < mask.data.length; i++) {
    const [across, down] = [(i % side) - x, Math.floor(i / side) - y];
    const angle = Math.atan2(down, across);
    const edge = radius * (1 + 0.1 * Math.sin(23 * angle) + 0.03 * Math.sin(171 * angle));
    if (Math.hypot(across, down) < edge) mask.data[i] = 1;
  }
  return mask;
}

/** Paints wavy lines across the objects, each once the one before is part of the document. */
async function paint(workbench: Workbench): Promise<number> {
  const { page } = workbench;
  const viewport = workbench.webview().locator('.viewport');
  const { x, y, width, height } = (await viewport.boundingBox())!;
  const at = (stroke: number, i: number): [number, number] => [
    x + width / 2 - 120 + 12 * i,
    y + height / 2 - 150 + 60 * stroke + 20 * Math.sin(i / 3),
  ];
  await viewport.evaluate(() => {
    window.probe.followed.length = 0;
  });
  for (let stroke = 0; stroke < strokes; stroke++) {
    await page.mouse.move(...at(stroke, 0));
    await page.mouse.down();
    for (let i = 1; i <= movements; i++) {
      await page.mouse.move(...at(stroke, i));
      await page.waitForTimeout(25);
    }
    await page.mouse.up();
    await page.waitForTimeout(500);
  }
  const followed = await viewport.evaluate(() => window.probe.followed);
  const all = strokes * movements;
  if (followed.length < all / 2) throw new Error(`Only ${followed.length} of ${all} movements were drawn.`);
  return median(followed);
}
