import { describe, expect, it } from 'vitest';
import { worstCases } from '../../../src/core/evaluation/report/html/cases';
import { htmlReport, reportBody, shownCases } from '../../../src/core/evaluation/report/html/document';
import { linksTo } from '../../../src/core/evaluation/report/html/links';
import { english } from '../../../src/core/text/message';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { caseOf } from '../../support/cases';
import { drawnMask } from '../../support/drawnMask';
import { evaluationOf } from '../../support/evaluation';

const nobody = new Map<never, never>();

describe('worstCases', () => {
  it('takes the worst, but few of each set', () => {
    const cases = [caseOf(0.1), caseOf(0.3), caseOf(0.2), caseOf(0.5, { set: 'b' }), caseOf(0.9, { set: 'c' })];
    expect(worstCases(cases, 3, 2).map(({ score }) => score.dice)).toEqual([0.1, 0.2, 0.5]);
  });
});

describe('htmlReport', () => {
  const cases = [
    caseOf(0.8, { quality: 0.7 }),
    caseOf(0.6, { quality: 0.5, protocol: 'loose', looseness: { scale: 1.2, shift: 4 } }),
    caseOf(0.7, {
      protocol: 'clicks',
      clicks: [
        { dice: 0.4, iou: 0.25 },
        { dice: 0.7, iou: 0.54 },
      ],
    }),
  ];

  it('has a part for each protocol, with what is known of it', () => {
    const html = htmlReport(evaluationOf(cases), nobody);
    const [, box, loose, clicks] = html.split('<h2 ') as [string, string, string, string];
    expect(html.match(/<h2 /g)).toHaveLength(3);
    expect([box, loose, clicks].map((part) => part.includes('Box shift'))).toEqual([false, true, false]);
    expect([box, loose, clicks].map((part) => part.includes('After each click'))).toEqual([false, false, true]);
    expect([box, loose, clicks].map((part) => part.includes('Risk against coverage'))).toEqual([true, true, false]);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('needs nothing else and runs nothing, whatever files are called', () => {
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
    const html = htmlReport(evaluationOf([caseOf(0.5, { set: hostile, mask: hostile, image: hostile })]), nobody);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<img|<link|@import|url\(|href="(?!#|data:image\/png)/);
    expect(html.replaceAll(/&#\d+;/g, '')).toContain('scriptalert(1)/script');
  });

  it('draws outlines over the pictures of the worst cases', () => {
    const reference = encodeRunLength(drawnMask('....', '.##.', '....'));
    const evaluation = evaluationOf([
      caseOf(0.5, { reference, answer: reference, prompt: { box: { x0: 1, y0: 1, x1: 3, y1: 2 }, points: [] } }),
    ]);
    const [shown] = shownCases(evaluation);
    const html = htmlReport(evaluation, new Map([[shown!, { source: 'data:image/png;base64,AAAA' }]]));
    expect(html).toContain('<image href="data:image/png;base64,AAAA" width="4" height="3"');
    expect(html).toContain('<path class="truth" d="M3,1L3,2L1,2L1,1Z"/>');
    expect(html).toContain('<rect class="prompt" x="1" y="1" width="2" height="1"/>');
  });

  it('marks what opens a case, in a page that can', () => {
    const evaluation = evaluationOf(cases);
    const body = reportBody(evaluation, nobody, { say: english, links: linksTo(evaluation.cases, english) });
    const marks = [...body.matchAll(/<circle class="dot" [^>]*data-place="(\d+)"/g)].map(([, index]) => Number(index));
    expect(new Set(marks)).toEqual(new Set([0, 1, 2]));
    expect(body).toMatch(/<div class="case" tabindex="0" data-place="0" role="link" aria-label="Open set: masks/);
    const one = evaluationOf([caseOf(0.8), caseOf(0.6), caseOf(0.7)]);
    const listed = reportBody(one, nobody, { say: english, links: linksTo(one.cases, english) });
    expect([...listed.matchAll(/<tr data-place="(\d+)">/g)].map(([, place]) => Number(place))).toEqual([1, 2, 0]);
    expect(htmlReport(evaluation, nobody)).not.toContain('data-place="');
  });

  it('can be made where nothing was measured', () => {
    expect(htmlReport(evaluationOf([]), nobody)).toContain('Evaluation of compact');
  });
});
