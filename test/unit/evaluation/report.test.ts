import { describe, expect, it } from 'vitest';
import { casesCsv } from '../../../src/core/evaluation/report/csv';
import { evaluationJson } from '../../../src/core/evaluation/report/json';
import { markdownTable, textTable } from '../../../src/core/evaluation/report/table';
import { markdownReport, textReport } from '../../../src/core/evaluation/report/text';
import { signalNames, type Signals } from '../../../src/core/quality/signals';
import { caseOf } from '../../support/cases';
import type { Case } from '../../../src/core/evaluation/case';
import { evaluationOf } from '../../support/evaluation';

const cases = [caseOf(0.8, { quality: 0.7 }), caseOf(0.6, { set: 'other', quality: 0.5 })];
const evaluation = evaluationOf(cases);

describe('tables', () => {
  const table = {
    head: ['Set', 'n'],
    rows: [
      ['a|b', '1'],
      ['c', '200'],
    ],
  };

  it('line up on a terminal', () => {
    expect(textTable(table)).toBe('Set    n\na|b    1\nc    200');
  });

  it('are valid Markdown', () => {
    expect(markdownTable(table)).toBe(
      ['| Set  |   n |', '| ---- | --: |', String.raw`| a\|b |   1 |`, '| c    | 200 |'].join('\n'),
    );
  });
});

describe('reports', () => {
  it('show every set, the mean and the estimate of quality', () => {
    const text = textReport(evaluation);
    expect(text).toMatch(/^set +1 +1 +0\.800 .* 0\.500$/m);
    expect(text).toMatch(/^Mean over sets +0\.700 /m);
    expect(text).toMatch(/^All masks +1\.00 /m);
    expect(markdownReport(evaluation)).toContain('\n## Exact box\n');
  });

  it('show what each signal is worth', () => {
    const signals = (certainty: number, roundness: number): Signals => ({
      ...Object.fromEntries(signalNames.map((name) => [name, 0.8])),
      certainty,
      roundness,
    });
    const measured = evaluationOf([
      caseOf(0.9, { quality: 0.8, signals: signals(0.9, 0.5) }),
      caseOf(0.6, { quality: 0.5, signals: signals(0.4, 0.6) }),
    ]);
    const text = textReport(measured);
    expect(text).toMatch(/^all signals +1\.000 +1\.000 /m);
    expect(text).toMatch(/^all signals but jitter +1\.000 +1\.000 /m);
    expect(text).toMatch(/^roundness +-1\.000 +0\.000 /m);
    expect(text).toMatch(/^jitter +– +0\.500 /m);
    expect(textReport(evaluation)).not.toContain('all signals');
  });

  it('compare protocols, where there are several', () => {
    expect(textReport(evaluation)).not.toContain('Overview');
    const points = [caseOf(0.5, { protocol: 'point' }), caseOf(0.1, { protocol: 'point', set: 'fundus_vessel' })];
    const both = evaluationOf([...cases, ...points], {}, [{ name: 'Without vessels', pattern: '-*vessel*' }]);
    const rows = textReport(both).split('\n\n')[1]!.split('\n');
    expect(rows[0]).toMatch(/Ellipse +Without vessels$/);
    expect(rows[1]).toMatch(/^Exact box +0\.700 .* 0\.700$/);
    expect(rows[2]).toMatch(/^One point +0\.300 .* 0\.500$/);
    expect(textReport(both)).toMatch(/^Without vessels +0\.500 /m);
  });

  it('show what each correction of a volume brings', () => {
    const steps = (...dice: number[]): NonNullable<Case['steps']> => dice.map((each) => ({ dice: each, iou: each }));
    const table = textReport(
      evaluationOf([
        caseOf(0.9, { protocol: 'volume+corrections', steps: steps(0.5, 0.7, 0.9) }),
        caseOf(0.8, { protocol: 'volume+corrections', steps: steps(0.8) }),
      ]),
    );
    expect(table).toMatch(/Set +Boxes +Correction 1 +Correction 2\nset +0\.650 +0\.750 +0\.850/);
  });

  it('say when they do not tell all', () => {
    expect(markdownReport(evaluation)).not.toMatch(/Interrupted|could not be used|Only the first/);
    const partial = { ...evaluation, interrupted: true, failures: 3, settings: { ...evaluation.settings, limit: 5 } };
    expect(markdownReport(partial)).toMatch(/first 5 images.*3 images or masks could not be used.*Interrupted/);
  });

  it('are JSON too', () => {
    expect(JSON.parse(evaluationJson(evaluation))).toMatchObject({
      settings: { model: 'compact' },
      protocols: [{ protocol: 'box', sets: [{ name: 'set', score: { dice: 0.8 } }, {}] }],
    });
  });
});

describe('casesCsv', () => {
  it('has a line for each case, and quotes names', () => {
    const [head, first, last] = casesCsv([
      caseOf(0.5, { image: 'a, "b".png' }),
      caseOf(0.5, { clicks: [{ dice: 0.5, iou: 0.25 }], looseness: { scale: 1.1, shift: 3 }, signals: { head: 0.9 } }),
    ]).split('\r\n');
    expect(head).toBe(
      'set,image,mask,protocol,size,dice,iou,nsd,hd95,' +
        'baseline_dice,baseline_iou,baseline_nsd,baseline_hd95,quality,scale,shift,clicks_dice,clicks_iou,' +
        'steps_dice,steps_iou,slice,' +
        signalNames.map((name) => `signal_${name}`).join(','),
    );
    expect(first).toContain('set,"a, ""b"".png",masks/a.png,box,0.03,0.5,');
    expect(last).toMatch(/,1\.1,3,0\.5,0\.25,,,,0\.9,+$/);
    const [, volume] = casesCsv([
      caseOf(0.5, {
        steps: [
          { dice: 0.4, iou: 0.2 },
          { dice: 0.5, iou: 0.3 },
        ],
        slice: 7,
      }),
    ]).split('\r\n');
    expect(volume).toMatch(/,0\.4 0\.5,0\.2 0\.3,7,+$/);
  });
});
