import { describe, expect, it } from 'vitest';
import { sizeBins } from '../../../src/core/evaluation/sizeBins';
import { summarise } from '../../../src/core/evaluation/summary';
import { caseOf } from '../../support/cases';

describe('summarise', () => {
  it('means over masks, then over sets, and over the sets of groups', () => {
    const summary = summarise(
      'box',
      [
        caseOf(0.8, { set: 'heart', image: '1' }),
        caseOf(0.6, { set: 'heart', image: '1' }),
        caseOf(0.9, { set: 'lung' }),
        caseOf(0.3, { set: 'fundus_vessel' }),
      ],
      20,
      [
        { name: 'Without vessels', pattern: '-*VESSEL*' },
        { name: 'Heart or lung', pattern: 'heart, lu?g' },
        { name: 'Nothing', pattern: 'kidney' },
      ],
    );
    expect(summary.sets.map(({ name, images, masks }) => [name, images, masks])).toEqual([
      ['heart', 1, 2],
      ['lung', 1, 1],
      ['fundus_vessel', 1, 1],
    ]);
    expect(summary.sets[0]!.score.dice).toBeCloseTo(0.7, 9);
    expect(summary.mean!.score.dice).toBeCloseTo((0.7 + 0.9 + 0.3) / 3, 9);
    expect(summary.mean!.score.hd95).toBeCloseTo((3 + 1 + 7) / 3, 9);
    expect(summary.mean!.baseline.dice).toBeCloseTo(0.5, 9);
    expect(summary.groups.map(({ name, sets }) => [name, ...sets])).toEqual([
      ['Without vessels', 'heart', 'lung'],
      ['Heart or lung', 'heart', 'lung'],
    ]);
    expect(summary.groups[0]!.score.dice).toBeCloseTo(0.8, 9);
  });

  it('leaves out what there is nothing to say about', () => {
    const summary = summarise('box', [], 20);
    expect(summary).toEqual({ protocol: 'box', sets: [], groups: [], sizes: [], signals: [] });
  });

  it('takes the worst twentieth, at least one mask', () => {
    const cases = Array.from({ length: 40 }, (_, i) => caseOf(i / 40));
    expect(summarise('box', cases, 20).sets[0]!.worst).toBeCloseTo(0.5 / 40, 9);
    expect(summarise('box', cases.slice(10, 13), 20).sets[0]!.worst).toBeCloseTo(10 / 40, 9);
  });

  it('puts every object into one size', () => {
    expect(sizeBins.map(({ name }) => name)).toEqual([
      'below 0.15 %',
      '0.15 to 0.5 %',
      '0.5 to 2 %',
      '2 to 10 %',
      '10 % and more',
    ]);
    const { sizes } = summarise(
      'box',
      [0.001, 0.02, 0.05, 1].map((size) => caseOf(0.5, { size })),
      20,
    );
    expect(sizes.map(({ name, masks }) => [name, masks])).toEqual([
      ['below 0.15 %', 1],
      ['2 to 10 %', 2],
      ['10 % and more', 1],
    ]);
  });

  it('judges the estimate of quality', () => {
    const cases = [0.9, 0.8, 0.6, 0.2].map((dice, i) => caseOf(dice, { quality: 0.8 - i / 10 }));
    const { quality } = summarise('box', cases, 20);
    expect(quality).toMatchObject({ spearman: 1, auroc: 1 });
    expect(quality!.aurc).toBeCloseTo((0.1 + 0.3 / 2 + 0.7 / 3 + 1.5 / 4) / 4, 9);
    expect(quality!.aurcBest).toBeCloseTo(quality!.aurc, 9);
    expect(quality!.aurcRandom).toBeCloseTo(1.5 / 4, 9);
    expect(quality!.error).toBeCloseTo((0.1 + 0.1 + 0 + 0.3) / 4, 9);
  });

  it('counts clicks, and the limit where they did not help', () => {
    const after = (...ious: number[]): { dice: number; iou: number }[] =>
      ious.map((iou) => ({ iou, dice: (2 * iou) / (1 + iou) }));
    const cases = [caseOf(1, { clicks: after(0.5, 0.86, 1) }), caseOf(1, { clicks: after(0, 0, 0, 0, 0.5, 0.5) })];
    const { clicks } = summarise('clicks', cases, 6);
    expect(clicks).toMatchObject({ limit: 6, noc85: (2 + 6) / 2, noc90: (3 + 6) / 2, reached85: 0.5, reached90: 0.5 });
    expect(clicks!.dice).toHaveLength(6);
    expect(clicks!.dice[0]).toBeCloseTo((2 / 3 + 0) / 2, 9);
    expect(clicks!.dice[5]).toBeCloseTo((1 + 2 / 3) / 2, 9);
  });
});
