import { expect, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { summaryText } from '../../../src/core/bulk/bulkSummary';

const summary = { written: ['a.png'], skipped: [], failed: [], cancelled: false, seconds: 1.26 };

test('a summary counts what was done', () => {
  expect(summaryText(summary)).toBe('1 image segmented, 0 skipped, 0 failed in 1.3 s');
  const failed = [{ file: 'c.png', error: new UserError('damaged', { problem: 'Cut short.' }) }];
  const skipped = [{ file: 'b.png', reason: 'it has masks' }];
  expect(summaryText({ ...summary, written: ['a.png', 'd.png'], skipped, failed, cancelled: true })).toBe(
    '2 images segmented, 1 skipped, 1 failed in 1.3 s; cancelled',
  );
  expect(summaryText(summary, true)).toContain('1 image to segment');
});
