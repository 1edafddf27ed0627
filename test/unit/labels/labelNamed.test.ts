import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  colored,
  labelKeys,
  labelNamed,
  labelsNamed,
  nextName,
  offeredNames,
} from '../../../src/core/labels/labelNamed';
import type { LabelSet } from '../../../src/core/labels/labelSet';
import { lesion, liver } from '../../support/sidecars';

const known: LabelSet = [
  { name: 'kidney', value: 7, color: '#0072b2', key: 3 },
  { name: 'liver', value: 2, color: '#ffffff' },
  { name: 'spleen', value: 1, color: '#cc79a7' },
];

describe('labelNamed', () => {
  it('keeps the value that the image has, whatever the workspace says', () => {
    expect(labelNamed([liver], 'liver', known)).toBe(liver);
  });

  it('takes value and colour from the workspace', () => {
    expect(labelNamed([liver], 'kidney', known)).toEqual({ name: 'kidney', value: 7, color: '#0072b2' });
  });

  it('takes another value where the image uses that of the workspace for something else', () => {
    expect(labelNamed([liver], 'spleen', known)).toEqual({ name: 'spleen', value: 3, color: '#cc79a7' });
  });

  it('gives unknown labels a value that is free in both', () => {
    expect(labelNamed([liver], 'cyst', known).value).toBe(3);
    expect(labelNamed([{ ...liver, value: 6 }], 'cyst', known).value).toBe(8);
    expect(labelNamed([], 'object')).toEqual({ name: 'object', value: 1, color: '#e69f00' });
  });

  it('never gives a value twice', () => {
    const names = fc.array(fc.constantFrom('kidney', 'liver', 'spleen', 'cyst', 'object'));
    fc.assert(
      fc.property(names, (list) => {
        const labels = labelsNamed(list, known);
        expect(labels.map(({ name }) => name)).toEqual([...new Set(list)]);
        expect(new Set(labels.map(({ value }) => value)).size).toBe(labels.length);
      }),
    );
  });
});

describe('what the editor offers', () => {
  it('is the workspace’s labels, then those of the image alone', () => {
    expect(offeredNames([lesion, liver], known)).toEqual(['kidney', 'liver', 'spleen', 'lesion']);
    expect(offeredNames([], [])).toEqual(['object']);
    expect(offeredNames([lesion], [], ['heart', 'lesion'])).toEqual(['lesion', 'heart']);
  });

  it('gives labels without a key the keys that are free', () => {
    expect([...labelKeys([lesion], known)].toSorted(([a], [b]) => a - b)).toEqual([
      [1, 'liver'],
      [2, 'spleen'],
      [3, 'kidney'],
      [4, 'lesion'],
    ]);
    const many = Array.from({ length: 12 }, (_, at) => ({ name: `n${String(at)}`, value: at + 1, color: '#000000' }));
    expect(labelKeys(many, []).size).toBe(9);
  });

  it('of the next object is that of the image, else the one that was used last', () => {
    expect(nextName([lesion], known, ['liver'])).toBe('lesion');
    expect(nextName([], [], ['heart', 'lung'])).toBe('heart');
    // A label file says which there are.
    expect(nextName([], known, ['heart', 'liver'])).toBe('liver');
    expect(nextName([], known, ['heart'])).toBe('kidney');
    expect(nextName([], [], [])).toBe('object');
  });

  it('is coloured as the workspace says', () => {
    expect(colored([liver, lesion], known)).toEqual([{ ...liver, color: '#ffffff' }, lesion]);
  });
});
