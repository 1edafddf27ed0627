import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { repository } from '../harness/paths';
import { useWorkbench } from '../harness/useWorkbench';
import { maxDifference } from '../support/npy';

type Color = readonly number[];

/** What test/golden/formats/shown.py says must be seen of each of its files: six blocks, three across and two down. */
interface Shown {
  readonly blocks: readonly (readonly Color[])[];
  /** Width by height on the screen. */
  readonly aspect: number;
  readonly tolerance: number;
}

const golden = path.join(repository, 'test/golden/formats');
const files = Object.entries(
  JSON.parse(readFileSync(path.join(golden, 'shown.json'), 'utf8')) as Record<string, Shown>,
);

const vscode = useWorkbench({
  files: ['prompts.json'],
  settings: {
    // One image after the other.
    'workbench.editor.limit.enabled': true,
    'workbench.editor.limit.value': 1,
    'workbench.editorAssociations': Object.fromEntries(
      ['png', 'jpg', 'bmp', 'webp', 'npy'].map((ending) => [`*.${ending}`, 'samUnet.imageOptional']),
    ),
  },
  prepare: (workspace) => {
    cpSync(path.join(golden, 'shown'), workspace.folder, { recursive: true });
    return Promise.resolve();
  },
});

/** Pixels at each edge, where the ring of the focus may be. */
const edge = 4;

/** What the screen shows where the image is, block by block, and how wide it is by its height. */
async function look(): Promise<Pick<Shown, 'blocks' | 'aspect'> | undefined> {
  const { width, height, channels, data } = decode(await vscode.workbench.webview().locator('canvas').screenshot());
  const at = (x: number, y: number): Color => {
    const start = (Math.round(y) * width + Math.round(x)) * channels;
    return [...data.subarray(start, start + 3)];
  };
  const ground = String(at(edge, height / 2));
  /** The first and the last place on a line that is not the editor's ground. */
  const extent = (length: number, color: (at: number) => Color): [number, number] | undefined => {
    const places = Array.from({ length: length - 2 * edge }, (_, i) => i + edge).filter(
      (i) => String(color(i)) !== ground,
    );
    return places.length === 0 ? undefined : [places[0]!, places.at(-1)! + 1];
  };
  const across = extent(width, (x) => at(x, height * 0.4));
  if (across === undefined) return undefined;
  const [left, right] = across;
  const column = left + (right - left) / 6;
  const down = extent(height, (y) => (y < 30 || y > height - 30 ? at(edge, height / 2) : at(column, y)));
  if (down === undefined) return undefined;
  const [top, bottom] = down;
  const blocks = [1, 3].map((row) =>
    [1, 3, 5].map((col) => at(left + ((right - left) * col) / 6, top + ((bottom - top) * row) / 4)),
  );
  return { blocks, aspect: (right - left) / (bottom - top) };
}

test.each(files)('%s is shown in its colours, the right way round and in true proportion', async (name, expected) => {
  await vscode.workbench.openImage(name);
  await vscode.workbench.page.locator('.tab.active', { hasText: name }).waitFor();
  const { blocks, aspect, tolerance } = expected;
  const off = async () => {
    const seen = await look();
    // To a digit, as `toBeCloseTo` compares.
    if (seen === undefined || Math.abs(seen.aspect - aspect) >= 0.05) return Infinity;
    return maxDifference(seen.blocks.flat(2), blocks.flat(2));
  };
  await expect.poll(off).toBeLessThanOrEqual(tolerance);
});
