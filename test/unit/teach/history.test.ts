import { describe, expect, it } from 'vitest';
import { expectedText } from '../../../src/core/teach/expectedText';
import { parseHistory, withTeaching, type Teaching } from '../../../src/core/teach/history';
import { sparkline } from '../../../src/core/teach/sparkline';
import { english } from '../../../src/core/text/message';

const teaching: Teaching = {
  ...{ version: 1, at: '2026-11-29T12:00:00.000Z', by: 'Ada', examples: 10 },
  heldOut: { images: 10, before: 0.2, after: 0.9, interval: [0.85, 0.95] },
  ...{ curve: [0.5, 0.9], seconds: 30, verdicts: { verdicts: 12, judged: 4, untouched: 3 } },
};

describe('the history of a taught label', () => {
  it('is read as it was written, oldest first', () => {
    const { verdicts: _, ...later } = { ...teaching, at: '2026-11-30T12:00:00.000Z' };
    const text = withTeaching(withTeaching('', teaching), later);
    expect(parseHistory(text)).toEqual([teaching, later]);
  });

  it('keeps lines of a newer version and damaged ones, and reads the others', () => {
    const before = '{"version":2,"at":"later"}\nno json';
    const text = withTeaching(before, teaching);
    expect(text.startsWith(`${before}\n`)).toBe(true);
    expect(parseHistory(text)).toEqual([teaching]);
    expect(parseHistory(JSON.stringify({ ...teaching, mood: 'new field' }))).toEqual([teaching]);
  });
});

describe('a held-out Dice', () => {
  it('is drawn on a scale from 0 to 1', () => {
    expect(sparkline([0, 0.13, 0.5, 0.99, 1])).toBe('▁▂▅██');
    expect(sparkline([])).toBe('');
  });

  it('is said with its interval where there is one', () => {
    expect(english(expectedText({ after: 0.907, interval: [0.88, 0.94] }))).toBe('expected Dice 0.91 (0.88 to 0.94)');
    expect(english(expectedText({ after: 0.907, interval: null }))).toBe('expected Dice 0.91');
  });
});
