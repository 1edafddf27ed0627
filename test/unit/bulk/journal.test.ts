import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journalLine, parseJournal, type JournalEntry, type RunHead } from '../../../src/core/bulk/journal';

const at = '2026-11-24T16:20:05.000Z';
const head: RunHead = {
  ...{ type: 'run', version: 1, id: '20261124-162005-ab12', at, by: 'tests', images: 3 },
  sources: [{ kind: 'coco', file: 'boxes.json' }, { kind: 'whole' }],
  model: { name: 'compact', sha256: 'ab', device: 'cpu' },
};
const written = (image: string, version = 'v'): JournalEntry => ({ type: 'written', image, version });
const ended = (cancelled: boolean): JournalEntry => ({ type: 'ended', at, seconds: 2, written: 4, cancelled });
const textOf = (...entries: readonly JournalEntry[]): string => [head, ...entries].map(journalLine).join('');
const parse = (text: string) => parseJournal(text, 'run.jsonl');

describe('the journal of a run', () => {
  it('reports what the run was and what became of the images', () => {
    const failed: JournalEntry = { type: 'failed', image: 'b.png', code: 'damaged', message: 'Cut short.' };
    const record = parse(
      textOf(written('a.png'), failed, { type: 'skipped', image: 'c.png', reason: 'masks exist already' }),
    );
    expect(record).toMatchObject({ head, failed: 1, state: 'open', pace: { seconds: 0, written: 0 } });
    expect([...record.written.keys()]).toEqual(['a.png']);
    expect(parse(textOf(failed, written('b.png'))).failed).toBe(0);
  });

  it.each([
    ['open', [written('a.png')]],
    ['open', [ended(true)]],
    ['ended', [ended(false)]],
    ['open', [ended(false), { type: 'resumed', at } as const]],
    ['ended', [ended(true), { type: 'resumed', at } as const, ended(false)]],
    ['undone', [ended(false), { type: 'undone', at, removed: 1, left: 0 } as const]],
  ] as const)('is %s after %j', (state, entries) => {
    expect(parse(textOf(...entries)).state).toBe(state);
  });

  it('adds up the times that it was worked on', () => {
    expect(parse(textOf(ended(true), ended(false))).pace).toEqual({ seconds: 4, written: 8 });
  });

  it('cut off anywhere after its first line, it reports what is whole', () => {
    const entries = ['a.png', 'ü.png', 'c.png'].map((image) => written(image));
    const text = textOf(...entries);
    const first = journalLine(head).length;
    fc.assert(
      fc.property(fc.integer({ min: first, max: text.length }), (end) => {
        const cut = text.slice(0, end);
        const whole = cut.split('\n').length - 2;
        const { size } = parse(cut).written;
        // A line may be whole but for its line break.
        expect([whole, whole + 1]).toContain(size);
        const resumed = parse(`${cut}\n${journalLine(written('d.png'))}`);
        expect([...resumed.written.keys()].at(-1)).toBe('d.png');
        expect(resumed.written.size).toBe(size + 1);
      }),
    );
  });

  it.each(['', '\n', '{"type":"run","version":2}\n', journalLine(written('a.png'))])(
    'is refused when its first line is %j',
    (text) => {
      expect(() => parse(text)).toThrow('run.jsonl: The journal of the run is damaged');
    },
  );
});
