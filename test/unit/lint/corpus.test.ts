import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { writeLabelPng } from '../../../src/core/formats/png/labelMap';
import { formatLabelSet } from '../../../src/core/labels/labelSet';
import { ruleNames, type RuleName } from '../../../src/core/lint/ruleNames';
import { Mask } from '../../../src/core/mask/mask';
import { combine } from '../../support/combined';
import { lintFolder } from '../../../src/node/lint/lintFolder';
import { endProcessWide } from '../../../src/node/processWide';
import {
  corpusLabels,
  nameOf,
  organMask,
  organsOf,
  pixelsOf,
  png,
  saveOrgans,
  side,
  straight,
  writeCorpus,
  writePatient,
  writeVolume,
  type Organ,
} from '../../support/lintCorpus';
import { plantInOtherFiles } from '../../support/lintFaults';

let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lint-'));
  await writeCorpus(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(endProcessWide);

const at = (name: string): string => path.join(folder, name);

/** Draws the masks of an image again. */
async function redraw(index: number, change: (organ: Organ) => Mask, labels = corpusLabels): Promise<void> {
  for (const ending of ['.masks.json', '.mask.png']) rmSync(at(nameOf(index) + ending));
  await saveOrgans(
    at(nameOf(index)),
    organsOf(index).map((organ) => [labels === corpusLabels ? organ.label : 'cyst', change(organ)]),
    labels,
  );
}

/** Replaces the masks of an image by a label map of another program. */
function mapBeside(index: number, value: number, width = side): void {
  for (const ending of ['.masks.json', '.mask.png']) rmSync(at(nameOf(index) + ending));
  const data = new Uint8Array(width * side);
  data.fill(value, 30 * width, 50 * width);
  writeFileSync(at(`${nameOf(index)}.mask.png`), writeLabelPng({ width, height: side }, data, new Map()));
}

/** Only the liver is drawn otherwise. */
function liver(change: (organ: Organ) => Mask): (organ: Organ) => Mask {
  return (organ) => (organ.label === 'liver' ? change(organ) : organMask(organ));
}

const spot = (x: number, y: number): Mask => organMask({ x, y, radius: 2.5 });

it('finds nothing in a clean data set', async () => {
  expect(await lintFolder(folder)).toEqual([]);
});

it('finds each of forty faults by its rule, and writes nothing', async () => {
  const planted: [RuleName, string][] = [];
  const plant = (rule: RuleName, file: string): void => void planted.push([rule, file]);

  mapBeside(0, 1, side - 2);
  plant('size-mismatch', '00.png.mask.png');
  mapBeside(1, 255);
  plant('value-255', '01.png.mask.png');
  mapBeside(2, 7);
  plant('unknown-value', '02.png.mask.png');
  await redraw(
    3,
    liver(() => new Mask(side, side)),
  );
  plant('empty-mask', '03.png');
  await redraw(
    4,
    liver((organ) => organMask(organ).complement),
  );
  plant('inverted-mask', '04.png');
  await redraw(
    5,
    liver(() => new Mask(side, side).complement),
  );
  plant('whole-image', '05.png');
  rmSync(at('06.png'));
  plant('orphan-mask', '06.png.masks.json');
  rmSync(at('07.png.mask.png'));
  plant('missing-mask', '07.png.mask.png');
  copyFileSync(at('20.png.mask.png'), at('08.png.mask.png'));
  plant('changed-mask', '08.png.mask.png');
  const later = new Date(Date.now() + 3_600_000);
  utimesSync(at('09.png'), later, later);
  plant('older-mask', '09.png.masks.json');
  await redraw(
    10,
    liver((organ) => combine(combine(organMask(organ), spot(80, 10), 'union'), spot(60, 10), 'union')),
  );
  plant('islands', '10.png');
  await redraw(
    11,
    liver((organ) => combine(organMask(organ), spot(organ.x, organ.y), 'difference')),
  );
  plant('holes', '11.png');
  copyFileSync(at('20.png'), at('12.png'));
  plant('duplicate', '20.png');
  writeFileSync(at('13.png'), png(pixelsOf(21).map((value) => Math.min(255, value * 0.9 + 11))));
  plant('near-duplicate', '21.png');
  await redraw(
    14,
    liver((organ) => organMask({ ...organ, radius: 4 })),
  );
  plant('outlier-area', '14.png');
  await redraw(
    15,
    liver((organ) => organMask({ ...organ, x: 70, y: 30 })),
  );
  plant('outlier-position', '15.png');
  writeFileSync(
    at('16.png'),
    png(
      pixelsOf(
        16,
        organsOf(16).map((organ) => ({ ...organ, value: 20 })),
      ),
    ),
  );
  plant('outlier-value', '16.png');
  await redraw(17, (organ) => {
    const [, left, right] = organsOf(17);
    return organMask(organ.label === 'liver' ? organ : organ.label === 'kidney_left' ? right! : left!);
  });
  plant('left-right', '17.png');
  writeFileSync(at('18.png'), 'no picture');
  plant('unreadable', '18.png');
  await redraw(19, organMask, [{ name: 'cyst', value: 1, color: '#cc79a7' }]);
  plant('unknown-label', '19.png');
  const spleen = { name: 'spleen', value: 4, color: '#d55e00' };
  writeFileSync(at('.sam-unet/labels.json'), formatLabelSet([...corpusLabels, spleen]));
  plant('unused-label', '.sam-unet/labels.json');
  writeVolume(at('volumes/3.nii'), 3, { ...straight, spacing: [2, 2, 3] });
  plant('mixed-spacing', 'volumes/3.nii');
  writeVolume(at('volumes/4.nii'), 4, {
    ...straight,
    axes: [
      [-1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
  plant('mixed-orientation', 'volumes/4.nii');
  writePatient(at('train/a.dcm'), 'P22', { name: 'Doe^Jane' });
  plant('patient-name', 'train/a.dcm');
  plant('split-leak', 'train/a.dcm');
  writePatient(at('test/b.dcm'), 'P22', { burnedIn: 'YES' });
  plant('burned-in', 'test/b.dcm');

  await plantInOtherFiles(folder, plant);
  expect(planted).toHaveLength(40);

  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const state = (): unknown[] => files.map((name) => [name, statSync(at(name)).mtimeMs, statSync(at(name)).size]);
  const before = state();
  const problems = await lintFolder(folder);
  expect(state()).toEqual(before);
  expect(readdirSync(folder, { recursive: true, encoding: 'utf8' })).toEqual(files);

  const found = problems.map(({ rule, file }) => `${rule} ${file}`);
  expect(found).toEqual(expect.arrayContaining(planted.map(([rule, file]) => `${rule} ${file}`)));
  // Nothing is said of what has no fault.
  const faulty = new Set([...planted.map(([, file]) => file), '12.png', '13.png']);
  expect(problems.filter(({ file }) => !faulty.has(file))).toEqual([]);
  const elsewhere: readonly RuleName[] = ['dataset-description', 'geometry-mismatch'];
  expect([...new Set([...planted.map(([rule]) => rule), ...elsewhere])].sort()).toEqual([...ruleNames].sort());
});

it('switches rules off', async () => {
  rmSync(at('07.png.mask.png'));
  writeFileSync(at('18.png'), 'no picture');
  writeFileSync(
    at('.sam-unet/lintignore'),
    '# Copied later.\nmissing-mask 07*\nunreadable 17.png # not this one\nspelling\n',
  );
  expect((await lintFolder(folder)).map(({ file, rule }) => [file, rule])).toEqual([
    ['.sam-unet/lintignore', 'unreadable'],
    ['18.png', 'unreadable'],
  ]);
});
