import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeLabelPng } from '../../src/core/formats/png/labelMap';
import type { RuleName } from '../../src/core/lint/ruleNames';
import { writeLetters } from './letters';
import { organMask, organsOf, pixelsOf, png, saveOrgans, side, writePatient } from './lintCorpus';

/** Plants fourteen faults in files of their own, beside the pictures of the corpus, and reports each with its rule and file. */
export async function plantInOtherFiles(folder: string, plant: (rule: RuleName, file: string) => void): Promise<void> {
  const at = (name: string): string => path.join(folder, name);
  const picture = (name: string, index: number): void => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), png(pixelsOf(index)));
  };
  const organs = organsOf(40).map((organ) => [organ.label, organMask(organ)] as const);

  // What cannot be read: an image, a series' file, a sidecar, a mask and a line of the comment file.
  writeFileSync(at('volumes/5.nii'), readFileSync(at('volumes/5.nii')).subarray(0, 700));
  plant('unreadable', 'volumes/5.nii');
  writePatient(at('train/c.dcm'), 'P3');
  writeFileSync(at('train/c.dcm'), readFileSync(at('train/c.dcm')).subarray(0, 400));
  plant('unreadable', 'train/c.dcm');
  picture('train/d.png', 41);
  writeFileSync(at('train/d.png.masks.json'), '{');
  plant('unreadable', 'train/d.png.masks.json');
  picture('train/e.png', 42);
  writeFileSync(at('train/e.png.mask.png'), 'no mask');
  plant('unreadable', 'train/e.png.mask.png');
  writeFileSync(at('.sam-unet/lintignore'), 'spelling\n');
  plant('unreadable', '.sam-unet/lintignore');

  // Masks that have lost their image: those of the program, and a label map alone.
  picture('train/f.png', 43);
  await saveOrgans(at('train/f.png'), organs);
  rmSync(at('train/f.png'));
  plant('orphan-mask', 'train/f.png.masks.json');
  writeFileSync(
    at('test/g.png.mask.png'),
    writeLabelPng({ width: side, height: side }, new Uint8Array(side * side).fill(1, 0, 500), new Map()),
  );
  plant('orphan-mask', 'test/g.png.mask.png');

  // The same images in two splits, and twice in one.
  picture('train/h.png', 44);
  copyFileSync(at('train/h.png'), at('test/h.png'));
  plant('duplicate', 'train/h.png');
  picture('train/i.png', 45);
  writeFileSync(at('test/i.png'), png(pixelsOf(45).map((value) => Math.min(255, value * 0.85 + 20))));
  plant('near-duplicate', 'train/i.png');
  copyFileSync(at('volumes/7.nii'), at('volumes/8.nii'));
  plant('duplicate', 'volumes/8.nii');
  picture('train/patient_7_a.png', 46);
  picture('test/patient_7_b.png', 47);
  plant('split-leak', 'train/patient_7_a.png');

  // Patients, and masks that do not belong to anything.
  writePatient(at('train/k.dcm'), 'P4', { name: 'Roe^Richard' });
  plant('patient-name', 'train/k.dcm');
  const written = pixelsOf(49).map((value) => value * 0.3);
  writeLetters(written, side, 'DOE JANE', { x: 4, y: 4 });
  writeFileSync(at('train/l.png'), png(written));
  plant('written-text', 'train/l.png');
  picture('train/m.png', 48);
  writeFileSync(
    at('train/m.png.mask.png'),
    writeLabelPng({ width: side, height: side }, new Uint8Array(side * side), new Map()),
  );
  plant('empty-mask', 'train/m.png.mask.png');
}
