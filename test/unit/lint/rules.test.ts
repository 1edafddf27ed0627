import { describe, expect, it } from 'vitest';
import type { ImageFacts, LabelFacts } from '../../../src/core/lint/facts';
import { compareImages } from '../../../src/core/lint/rules';
import { sideOf } from '../../../src/core/lint/rules/pairedOrgans';
import { patientInPath, splitOf } from '../../../src/core/lint/splits';
import { noise } from '../../support/lintCorpus';

function labelOf(label: string, fields: Partial<LabelFacts> = {}): LabelFacts {
  return { label, area: 100, share: 0.1, centre: [0.5, 0.5, 0.5], parts: 1, holes: 0, isFaulty: false, ...fields };
}

function imageOf(path: string, labels: readonly LabelFacts[] = [], fields: Partial<ImageFacts> = {}): ImageFacts {
  return { path, slices: 1, modality: 'CT', contentHash: path, labels, ...fields };
}

function many(count: number, make: (i: number) => ImageFacts): ImageFacts[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

const found = (images: readonly ImageFacts[]): string[] =>
  compareImages(images).map(({ rule, file, severity }) => `${severity} ${rule} ${file}`);

describe('comparing masks', () => {
  const set = (count: number): ImageFacts[] =>
    many(count, (i) => imageOf(`${i}`, [labelOf('liver', { area: i === 7 ? 900 : 100, share: i === 7 ? 0.9 : 0.1 })]));

  it('needs twenty masks of the label', () => {
    expect(found(set(19))).toEqual([]);
    expect(found(set(20))).toEqual(['warning outlier-area 7']);
  });

  it('compares millimetres where all images have a scale', () => {
    const images = many(20, (i) => imageOf(`${i}`, [labelOf('liver', { share: 0.02 * (1 + (i % 5)), size: 50 })]));
    expect(found(images)).toEqual([]);
  });

  it('compares values within a modality', () => {
    const images = many(40, (i) =>
      imageOf(`${i}`, [labelOf('liver', { value: i % 2 === 0 ? 60 : 900 })], { modality: i % 2 === 0 ? 'CT' : 'MR' }),
    );
    expect(found(images)).toEqual([]);
    expect(found([...images, imageOf('odd', [labelOf('liver', { value: 400 })])])).toEqual([
      'warning outlier-value odd',
    ]);
  });

  it('says nothing of ten thousand normal measures but a few in a thousand', () => {
    const next = noise(3);
    const normal = (): number => Math.sqrt(-2 * Math.log(next() + 1e-9)) * Math.cos(2 * Math.PI * next());
    const images = many(2000, (i) =>
      imageOf(`${i}`, [
        labelOf('liver', {
          share: Math.exp(normal() * 0.5 - 3),
          centre: [0.5 + 0.1 * normal(), 0.5 + 0.1 * normal(), 0.5],
          value: 100 + 20 * normal(),
        }),
      ]),
    );
    expect(found(images).length).toBeLessThanOrEqual(4);
  });
});

describe('paired organs', () => {
  it.each([
    ['kidney_left', 'kidney', 'left'],
    ['Right lung', 'lung', 'right'],
    ['femurL', 'femur', 'left'],
    ['lung-r', 'lung', 'right'],
    ['左肾', '肾', 'left'],
  ])('reads the side of %s', (label, organ, side) => {
    expect(sideOf(label)).toEqual({ organ, side });
  });

  it.each(['liver', 'left', 'left right shunt'])('reads none of %s', (label) => {
    expect(sideOf(label)).toBeUndefined();
  });

  const pair = (left: Partial<LabelFacts>, right: Partial<LabelFacts>): LabelFacts[] => [
    labelOf('kidney_left', left),
    labelOf('kidney_right', right),
  ];

  it('goes by the sides of the patient where they are known', () => {
    const images = [
      imageOf('right', pair({ leftwards: 60 }, { leftwards: -55 })),
      imageOf('wrong', pair({ leftwards: -60 }, { leftwards: 55 })),
    ];
    expect(found(images)).toEqual(['warning left-right wrong']);
  });

  it('goes by the other images where they are not', () => {
    const at = (x: number): Partial<LabelFacts> => ({ centre: [x, 0.5, 0.5] });
    const images = many(21, (i) => imageOf(`${i}`, i === 4 ? pair(at(0.45), at(0.55)) : pair(at(0.55), at(0.45))));
    expect(found(images)).toEqual(['warning left-right 4']);
    expect(found(images.slice(0, 18))).toEqual([]);
  });
});

describe('splits', () => {
  it.each([
    ['train/a.png', 'train'],
    ['imagesTs/a.png', 'test'],
    ['set/val/images/a.png', 'validation'],
    ['train.png', undefined],
  ])('reads that of %s', (path, split) => {
    expect(splitOf(path)).toBe(split);
  });

  it.each([
    ['sub-01/anat/x.nii', 'sub01'],
    ['train/patient_007_2.png', 'patient007'],
    ['case_12.png', undefined],
    ['inpatient7.png', undefined],
  ])('reads the patient of %s', (path, patient) => {
    expect(patientInPath(path)).toBe(patient);
  });

  it('finds images, patients and series in two of them', () => {
    expect(
      found([
        imageOf('train/a', [], { contentHash: 'x', patient: 'p', series: 's' }),
        imageOf('train/b', [], { contentHash: 'x', patient: 'q' }),
        imageOf('test/c', [], { contentHash: 'x' }),
        imageOf('test/d', [], { patient: 'p', series: 's' }),
        imageOf('d', [], { patient: 'p' }),
      ]),
    ).toEqual(['warning duplicate train/b', 'error duplicate test/c', 'error split-leak test/d']);
  });
});

it('says once that a data set has no common spacing', () => {
  const images = many(12, (i) => imageOf(`${i}`, [], { spacing: [1, 1, i % 3 === 0 ? 2 : 3], orientation: 'LPH' }));
  expect(found(images)).toEqual(['warning mixed-spacing .']);
});

it('says nothing of times in a folder that was copied', () => {
  const aged = (count: number, older: number): ImageFacts[] =>
    many(count, (i) => imageOf(`${i}`, [], { age: { file: `${i}.mask.png`, seconds: i < older ? -3600 : 5 } }));
  expect(found(aged(6, 1))).toEqual(['warning older-mask 0.mask.png']);
  expect(found(aged(6, 4))).toEqual([]);
});
