import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import {
  formatFilter,
  matches,
  parseFilter,
  type Filter,
  type FilterTerm,
} from '../../../src/core/dataset/filter/filter';
import { fits } from '../../../src/core/base/wildcard';
import { imageStatuses } from '../../../src/core/dataset/status';
import { datasetImage } from '../../support/datasetImages';

const liver = datasetImage('ct/patient 1/CT_007.dcm', {
  status: 'machine',
  labels: ['liver', 'left kidney'],
  quality: 0.65,
  modality: 'CT',
  series: { uid: '1.2', name: '3 · Portal venous' },
});
const bare = datasetImage('mr/a-b.png');

const passes = (text: string): string[] =>
  [liver, bare].filter((image) => matches(image, parseFilter(text))).map(({ path }) => path);

describe('a filter', () => {
  it.each([
    ['', [liver, bare]],
    ['status:machine', [liver]],
    ['status:unreviewed', [liver]],
    ['STATUS:None', [bare]],
    ['status:none,machine', [liver, bare]],
    ['-status:machine', [bare]],
    ['quality:<0.7', [liver]],
    ['quality:<0.65', []],
    ['quality:<=0.65', [liver]],
    ['quality:>=0.65', [liver]],
    ['quality:.6...7', [liver]],
    ['quality:0.7..0.6', [liver]],
    ['quality:none', [bare]],
    ['-quality:>0.9', [liver, bare]],
    ['label:Liver', [liver]],
    ['label:live', []],
    ['label:"left kidney"', [liver]],
    ['label:left*', [liver]],
    ['label:none', [bare]],
    ['modality:ct', [liver]],
    ['modality:none', [bare]],
    ['series:portal', [liver]],
    ['series:*', [liver]],
    ['-series:*', [bare]],
    ['series:none', [bare]],
    ['name:ct_007', [liver]],
    ['name:ct_*.dcm', [liver]],
    ['name:ct/*/*.dcm', [liver]],
    ['name:*.png', [bare]],
    ['"patient 1"', [liver]],
    ['a-b', [bare]],
    ['-a-b', [liver]],
    ['status:machine modality:CT label:liver', [liver]],
    ['status:machine modality:MR', []],
  ])('%s lets the right images through', (text, expected) => {
    expect(passes(text)).toEqual(expected.map(({ path }) => path));
  });

  it('takes a series without a name for one', () => {
    const unnamed = { ...liver, series: { uid: '1.2', name: '' } };
    expect(matches(unnamed, parseFilter('series:*'))).toBe(true);
    expect(matches(unnamed, parseFilter('series:none'))).toBe(false);
    expect(matches(unnamed, parseFilter('series:portal'))).toBe(false);
  });

  it.each([
    ['state:machine', /There is no filter “state”.*status, quality, label/],
    ['status:done', /There is no status “done”.*none, unreviewed/],
    ['quality:good', /“good” is not a range/],
    ['quality:<70', /not between 0 and 1/],
    ['quality:0.5..7', /not between 0 and 1/],
    ['label:', /lacks a value/],
    ['status:machine,', /lacks a value/],
    ['-', /lacks a value/],
    ['name:"open', /has no end/],
  ])('%s is refused, and the message says why', (text, message) => {
    expect(() => parseFilter(text)).toThrow(message);
    expect(() => parseFilter(text)).toThrow(UserError);
  });

  it('survives being written and read', () => {
    const negated = fc.boolean();
    const bound = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
    const texts = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 });
    const range = fc.oneof(
      fc.constant('none'),
      fc.tuple(fc.constantFrom('<', '<=', '>', '>='), bound).map(([sign, value]) => `${sign}${String(value)}`),
      fc.tuple(bound, bound).map(([low, high]) => `${String(low)}..${String(high)}`),
    );
    const term: fc.Arbitrary<FilterTerm> = fc.oneof(
      fc.record({
        negated,
        field: fc.constant('status' as const),
        values: fc.array(fc.constantFrom(...imageStatuses), { minLength: 1 }),
      }),
      fc.record({ negated, field: fc.constantFrom('label', 'modality', 'series', 'name'), values: texts }),
      fc.array(range, { minLength: 1 }).map((ranges) => parseFilter(`quality:${ranges.join(',')}`)[0]!),
    );
    fc.assert(
      fc.property(fc.array(term), (filter: Filter) => {
        expect(parseFilter(formatFilter(filter))).toEqual(filter);
      }),
    );
  });

  it('is parsed or refused, whatever was typed', () => {
    const typed = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('status', 'quality', ':', '<', '0.5', '"', '\\', ',', ' ', '-', '..', 'x'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        try {
          parseFilter(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

describe('wildcards', () => {
  it('fit as a regular expression does', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '.')).map((chars) => chars.join(''));
    const pattern = fc.array(fc.constantFrom('a', 'b', '.', '*', '?')).map((chars) => chars.join(''));
    fc.assert(
      fc.property(text, pattern, (chars, wanted) => {
        const source = wanted.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*');
        expect(fits(chars, wanted)).toBe(new RegExp(`^${source}$`).test(chars));
      }),
    );
  });
});
