import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLabelSet, parseLabelSet, type KnownLabel } from '../../../src/core/labels/labelSet';

const file = '/data/.sam-unet/labels.json';
const text = (...labels: unknown[]): string => JSON.stringify({ version: 1, labels });

describe('parseLabelSet', () => {
  it('reads names, values, colours and keys, and fills in colours that are left out', () => {
    const liver = {
      name: ' liver ',
      value: 3,
      color: '#FF0000',
      key: 2,
      codes: [{ scheme: 'SCT', value: '10200004', meaning: 'Liver' }],
    };
    expect(parseLabelSet(text(liver, { name: 'tumour', value: 2 }), file)).toEqual([
      { ...liver, name: 'liver' },
      { name: 'tumour', value: 2, color: '#56b4e9' },
    ]);
  });

  it('reads again what formatLabelSet writes', () => {
    const label = fc.record({
      name: fc.string({ minLength: 1 }).filter((name) => name.trim() === name),
      value: fc.integer({ min: 1, max: 65535 }),
      color: fc.constantFrom('#000000', '#e69f00', '#ABCDEF'),
    });
    const sets = fc
      .uniqueArray(label, { selector: ({ name }) => name })
      .filter((labels) => new Set(labels.map(({ value }) => value)).size === labels.length)
      .map((labels) => labels.map((each, at): KnownLabel => (at < 9 ? { ...each, key: at + 1 } : each)));
    fc.assert(
      fc.property(sets, (labels) => {
        expect(parseLabelSet(formatLabelSet(labels), file)).toEqual(labels);
      }),
    );
  });

  it.each([
    ['cut off', '{"version": 1, "labels": [', 'not valid JSON'],
    ['empty', '', 'not valid JSON'],
    ['of another version', '{"version": 2, "labels": []}', 'version'],
    ['without labels', '{"version": 1}', 'labels'],
    ['with a misspelt field', text({ name: 'a', value: 1, colour: '#ffffff' }), 'labels.0.colour'],
    ['with a value of 0', text({ name: 'a', value: 0 }), 'labels.0.value'],
    ['with a value beyond 16 bits', text({ name: 'a', value: 65536 }), 'labels.0.value'],
    ['with a name of spaces', text({ name: ' ', value: 1 }), 'labels.0.name'],
    ['with a colour by name', text({ name: 'a', value: 1, color: 'red' }), 'labels.0.color'],
    ['with a key of 10', text({ name: 'a', value: 1, key: 10 }), 'labels.0.key'],
    ['with a name twice', text({ name: 'a', value: 1 }, { name: 'a', value: 2 }), 'name “a”'],
    ['with a value twice', text({ name: 'a', value: 1 }, { name: 'b', value: 1 }), 'value “1”'],
    ['with a key twice', text({ name: 'a', value: 1, key: 1 }, { name: 'b', value: 2, key: 1 }), 'key “1”'],
  ])('names the file and what is wrong when it is %s', (_, content, problem) => {
    expect(() => parseLabelSet(content, file)).toThrow(
      expect.objectContaining({ code: 'damaged', message: expect.stringContaining(file) as unknown }),
    );
    expect(() => parseLabelSet(content, file)).toThrow(problem);
  });
});
