import { readdirSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { boxedSlices, slicesWith, worstSlice } from '../../src/core/evaluation/volumeUser';
import { largestComponent } from '../../src/core/mask/components';
import { interiorPoint } from '../../src/core/mask/interiorPoint';
import { MaskVolume } from '../../src/core/mask/maskVolume';
import { voxelToPatient } from '../../src/core/geometry/volumeGeometry';
import { formatNumber } from '../../src/core/view/describe';
import { decodeRunLength } from '../../src/core/mask/runLength';
import { overlap } from '../../src/core/metrics/overlap';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { openImage } from '../../src/node/image/openImage';
import { referencesIn } from '../../src/node/masks/readReferences';
import { useWorkbench } from '../harness/useWorkbench';
import { choose } from '../support/choose';
import { Hand } from '../support/hand/hand';
import { looseBox } from '../support/hand/looseBox';
import { planGesture } from '../support/hand/planGesture';
import { keysAct } from '../support/keysAct';
import { formats } from '../support/shared';
import { startAfresh } from '../support/startAfresh';
import { useDecoders } from '../support/useDecoders';

/** Its value in the label map, of TotalSegmentator's classes. */
const liver = 5;
/** Gestures that mend masks on single slices, after the boxes. */
const corrections = 4;
/** It plans strokes over a whole organ, which takes minutes. */
const isFull = process.env['SCALE'] === 'full';
const series = path.join(formats, 'dicom_series_ct');
const names = readdirSync(series);

const decoders = useDecoders();
const vscode = useWorkbench({
  files: ['png'],
  settings: { 'files.autoSave': 'off' },
  prepare: async (workspace) => {
    for (const [i, name] of names.entries()) await cp(path.join(series, name), workspace.at(`ct${i}.dcm`));
  },
});
startAfresh(vscode);

test.runIf(isFull)(
  'a liver through a volume takes two boxes, a propagation and a handful of strokes on the worst slices',
  async () => {
    const options = { decoders: decoders.pool };
    const image = await openImage(path.join(series, names[0]!), options);
    const map = await openImage(path.join(formats, 'nifti/example_seg_dicom.nii.gz'), { ...options, series: 'single' });
    const { info } = image;
    const reference = (await referencesIn(map, info)).maskOf(liver);
    const anchor = `ct${names.indexOf(path.basename(image.path))}.dcm`;
    image.dispose();
    map.dispose();

    const { workbench, workspace } = vscode;
    const { page } = workbench;
    const view = await workbench.openImage(anchor);
    const canvas = view.locator('canvas').first();
    await view.getByText(/512 × 512/).waitFor();
    await canvas.click({ position: { x: 5, y: 5 }, button: 'middle' });
    const { x, y, width, height } = (await canvas.boundingBox())!;
    const showsTool = (text: string): Promise<void> => view.locator('.next', { hasText: text }).waitFor();
    const hand = new Hand(page, { canvas: { x0: x, y0: y, x1: x + width, y1: y + height }, image: info, showsTool });

    let shown =
      Number(
        (await view
          .getByText(/^\d+ \/ 20$/)
          .first()
          .textContent())!.split(' ')[0],
      ) - 1;
    const goTo = async (slice: number): Promise<void> => {
      await keysAct(view);
      const [key, steps] = slice > shown ? ['ArrowDown', slice - shown] : ['ArrowUp', shown - slice];
      await hand.press(key, `${steps} slices`, steps);
      shown = slice;
      await view
        .getByText(`${slice + 1} / 20`)
        .first()
        .waitFor();
      // The number is there before the pixels, whose place the position under the pointer tells.
      const z = formatNumber(voxelToPatient(info.geometry!, [0, 0, slice])[2], 1);
      await canvas.hover();
      await view.getByText(`, ${z}) mm`).waitFor();
    };
    const dirty = page.locator('.tab.dirty', { hasText: anchor });
    /** Waits until the slices around a change have been asked again, saves, and reads what is on disk. */
    const saved = async (): Promise<MaskVolume> => {
      await dirty.waitFor();
      await page.waitForTimeout(1000);
      await expect.poll(() => workbench.notification('Propagating').count()).toBe(0);
      await keysAct(view);
      await page.keyboard.press('Control+S');
      await dirty.waitFor({ state: 'detached' });
      const masks = new MaskVolume(info, info.slices);
      const { objects } = parseSidecar(await readFile(workspace.at(`${anchor}.masks.json`), 'utf8'), 'sidecar');
      for (const { slice, mask } of objects) {
        const { data } = masks.slice(slice);
        for (const [i, value] of decodeRunLength(mask).data.entries()) data[i]! |= value;
      }
      return masks;
    };
    const steps: string[] = [];
    const note = (what: string): void => {
      const { dice } = overlap(masks, reference);
      steps.push(`${what}: Dice ${dice.toFixed(3)}, ${hand.gestures.length} gestures, ${hand.seconds.toFixed(0)} s`);
    };

    for (const slice of boxedSlices(slicesWith(reference))) {
      await goTo(slice);
      await hand.box(looseBox(largestComponent(reference.slice(slice))!.bounds));
      await dirty.waitFor();
      await view
        .getByRole('status')
        .filter({ hasText: /\d+ pixels/ })
        .first()
        .waitFor({ state: 'attached' });
    }
    let masks = await saved();
    note('two boxes');
    await keysAct(view);
    await hand.press('Shift+P', 'propagate');
    await choose(page, 'In Both Directions');
    await workbench.notification(/propagated through/).waitFor();
    await workbench.screenshot('scene-liver-propagated');
    await page.getByRole('button', { name: 'Accept', exact: true }).first().click();
    masks = await saved();
    note('propagated');
    const propagated = overlap(masks, reference).dice;

    const done = new Set<number>();
    let selected: number | undefined;
    for (let i = 0; i < corrections; i++) {
      const slice = worstSlice(masks, reference, done);
      if (slice === undefined) break;
      await goTo(slice);
      const [mask, target] = [masks.slice(slice), reference.slice(slice)];
      const gesture = planGesture(mask, target, hand);
      if (gesture === undefined) {
        done.add(slice);
        continue;
      }
      const wrong = overlap(mask, target).dice;
      if (slice !== selected) await hand.select(interiorPoint(mask)!);
      selected = slice;
      await hand.draw(gesture);
      masks = await saved();
      note(`slice ${slice + 1}, ${hand.gestures.at(-1)!}`);
      if (overlap(masks.slice(slice), target).dice <= wrong) done.add(slice);
    }
    await workbench.screenshot('scene-liver-done');
    const { dice } = overlap(masks, reference);
    console.info(
      `liver on ${slicesWith(reference).length} slices: Dice in three dimensions ${propagated.toFixed(3)} → ${dice.toFixed(3)} ` +
        `by ${hand.gestures.length} gestures in ${hand.seconds.toFixed(0)} s.\n  ${steps.join('\n  ')}`,
    );
    expect(propagated).toBeGreaterThan(0.92);
    expect(dice).toBeGreaterThan(propagated);
  },
);
