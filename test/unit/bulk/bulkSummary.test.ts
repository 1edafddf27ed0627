import { expect, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { english, t } from '../../../src/core/text/message';
import { skip } from '../../../src/core/base/skip';
import { durationText } from '../../../src/core/text/durationText';
import { reasonsOf, summaryText, type BulkSummary } from '../../../src/core/bulk/bulkSummary';

const summary: BulkSummary = {
  ...{ written: ['a.png'], flattened: [], skipped: [], failed: [], audited: [], notes: [], unprompted: 0, before: 0 },
  ...{ cancelled: false, seconds: 1.26 },
};

test('a summary counts what was done', () => {
  expect(english(summaryText(summary))).toBe('1 image segmented, 0 skipped, 0 failed, in 1.3 s');
  const failed = [{ file: 'c.png', error: new UserError('damaged', { problem: t`Cut short.` }) }];
  const skipped = [{ file: 'b.png', ...skip('machine-masks') }];
  const written = ['a.png', 'd.png'];
  const many = { ...summary, written, skipped, failed, unprompted: 4, before: 5, cancelled: true };
  expect(english(summaryText(many))).toBe(
    '2 images segmented, 5 before, 1 skipped, 1 failed, 4 without a prompt; cancelled after 1.3 s',
  );
  const audited = [{ file: 'a.png', label: 'liver', slice: 0, dice: 0.9 }];
  expect(english(summaryText({ ...summary, written: [], audited }))).toContain('1 mask compared');
});

test.each([
  [0.04, '0.0 s'],
  [9.96, '10 s'],
  [98, '98 s'],
  [99.6, '2 min'],
  [3570, '1 h 0 min'],
  [4800, '1 h 20 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(english(durationText(seconds))).toBe(text);
});

test('reasons are counted, most first', () => {
  const skipped = (['machine-masks', 'unsaved-edits', 'machine-masks'] as const).map((code, i) => ({
    file: String(i),
    ...skip(code),
  }));
  expect(reasonsOf(skipped).map(([reason, count]) => [english(reason), count])).toEqual([
    ['masks exist already', 2],
    ['unsaved edits', 1],
  ]);
});
