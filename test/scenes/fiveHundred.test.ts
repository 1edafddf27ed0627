import { expect, test } from 'vitest';
import { encodeRunLength } from '../../src/core/mask/runLength';
import { saveMasks } from '../../src/node/masks/maskStore';
import { useWorkbench } from '../harness/useWorkbench';
import { jitter } from '../support/hand/jitter';
import { keysAct } from '../support/keysAct';
import { masksWithoutTimes } from '../support/masksWithoutTimes';
import { liver, rectMask, rectObject } from '../support/sidecars';
import { startAfresh } from '../support/startAfresh';

const image = 'brain_010.dcm';
const size = { width: 256, height: 256 };
const edits = 500;
const vscode = useWorkbench({
  files: [`mr-series/${image}`],
  settings: { 'files.autoSave': 'off', 'samUnet.dicomSeries': 'single' },
});
startAfresh(vscode);

type At = readonly [x: number, y: number];

test(
  'five hundred mixed edits are undone to the start and made again, to equal files',
  { timeout: 900_000 },
  async () => {
    const { workbench, workspace } = vscode;
    const { page } = workbench;
    const { mouse, keyboard } = page;
    const mask = rectMask(size, { x0: 90, y0: 90, x1: 170, y1: 170 });
    const { counts } = encodeRunLength(mask);
    const objects = [rectObject(size, mask.bounds!, { mask: { size: [256, 256], counts: [...counts] } })];
    const path = workspace.at(image);
    await saveMasks({ path, ...size, slices: 1 }, { labels: [liver], objects }, { writer: 'machine' });
    const view = await workbench.openImage(image);
    await view.getByText(/^MR · 256 × 256/).waitFor();
    const canvas = view.locator('canvas');
    await canvas.click({ position: { x: 5, y: 5 }, button: 'middle' });
    await keysAct(view);
    await keyboard.press('n');
    const facts = view.getByRole('status').filter({ hasText: 'pixels' });
    const before = masksWithoutTimes(workspace.folder);
    const box = (await canvas.boundingBox())!;
    const scale = Math.min((box.width - 16) / 256, (box.height - 60) / 256);
    const at = ([x, y]: At): [number, number] => [
      box.x + box.width / 2 + (x - 128) * scale,
      box.y + box.height / 2 + (y - 128) * scale,
    ];
    const random = jitter();
    const near = ([x, y]: At, by: number): At => [x + random.next().value * by, y + random.next().value * by];
    const tool = async (key: string, name: string): Promise<void> => {
      await keyboard.press(key);
      await view.locator('.next', { hasText: name }).waitFor();
    };
    const drag = async (places: readonly At[]): Promise<void> => {
      await mouse.move(...at(places[0]!));
      await mouse.down();
      for (const place of places.slice(1)) await mouse.move(...at(place));
      await mouse.up();
    };
    /** What changes a mask around a place, in each of so many ways. */
    const ways: readonly ((place: At) => Promise<void>)[] = [
      async (place) => {
        await tool('d', 'Brush');
        await drag([place, near(place, 40)]);
      },
      async (place) => {
        await tool('x', 'Eraser');
        await drag([place, near(place, 40)]);
      },
      async (place) => {
        await tool('g', 'Lasso');
        await drag([place, near(place, 60), near(place, 60), near(place, 60)]);
      },
      async (place) => {
        await keyboard.down('Alt');
        await drag([place, near(place, 60), near(place, 60), near(place, 60)]);
        await keyboard.up('Alt');
      },
      async (place) => {
        await tool('Shift+G', 'Polygon');
        for (const corner of [place, near(place, 70), near(place, 70)]) await mouse.click(...at(corner));
        await keyboard.press('Enter');
      },
      async (place) => {
        await tool('Shift+V', 'Threshold');
        await drag([place, [place[0] + 20, place[1] + 20]]);
        await keyboard.press('Enter');
      },
      async (place) => {
        await tool('v', 'Wand');
        await mouse.click(...at(place));
      },
    ];
    /** Waits for another mask. @returns whether there is one */
    const changes = (was: string | null, timeout: number): Promise<boolean> =>
      expect
        .poll(() => facts.textContent(), { timeout, interval: 15 })
        .not.toBe(was)
        .then(
          () => true,
          () => false,
        );
    let made = 0;
    for (let i = 0; made < edits; i++) {
      const was = await facts.textContent();
      await ways[i % ways.length]!(near([128, 128], 150));
      if (await changes(was, 2000)) made++;
      else await keyboard.press('Escape').then(() => keyboard.press('n'));
    }
    const dirty = page.locator('.tab.dirty', { hasText: image });
    const save = async (): Promise<Record<string, string>> => {
      await keysAct(view);
      await keyboard.press('Control+S');
      await dirty.waitFor({ state: 'detached' });
      return masksWithoutTimes(workspace.folder);
    };
    const after = await save();
    expect(after).not.toEqual(before);
    /** VS Code does nothing while it is still at the step before. */
    const oneByOne = async (key: string): Promise<void> => {
      for (let step = 0; step < edits; step++) {
        const was = await facts.textContent();
        for (let isDone = false; !isDone; isDone = await changes(was, 3000)) await keyboard.press(key);
      }
    };
    await oneByOne('Control+Z');
    expect(await save()).toEqual(before);
    await oneByOne('Control+Shift+Z');
    expect(await save()).toEqual(after);
    console.info(`${made} edits undone and made again.`);
  },
);
