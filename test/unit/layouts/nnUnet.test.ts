import { describe, expect, test } from 'vitest';
import { meaningOf } from '../../../src/core/layouts/nnUnet/meaning';
import { caseOf } from '../../../src/core/layouts/nnUnet/names';
import { read } from '../../../src/core/layouts/nnUnet/read';
import { parseDataset } from '../../../src/core/layouts/nnUnet/schema';
import { writer } from '../../../src/core/layouts/nnUnet/write';
import { numberLabels } from '../../../src/core/layouts/labelValues';

const parse = (labels: object, more: object = {}) => parseDataset(JSON.stringify({ labels, ...more }));

describe('the labels of an nnU-Net data set', () => {
  test.each([
    ['v2', { background: 0, liver: 1 }],
    ['v2 with numbers as strings', { background: '0', liver: '1' }],
    ['v1 and the Decathlon', { 0: 'background', 1: 'liver' }],
  ])('are read from %s', (_, labels) => {
    expect(meaningOf(parse(labels))).toEqual({ names: new Map([[1, 'liver']]), regions: [], ignored: undefined });
  });

  test('may be regions, which have the values of the class order', () => {
    const labels = { background: 0, 'whole tumor': [1, 2, 3], core: ['2', 3] };
    expect(meaningOf(parse(labels, { regions_class_order: [2, 1] })).regions).toEqual([
      { name: 'whole tumor', value: 2, values: [1, 2, 3] },
      { name: 'core', value: 1, values: [2, 3] },
    ]);
  });

  test('include one for undecided pixels', () => {
    expect(meaningOf(parse({ background: 0, liver: 1, ignore: 2 }))).toMatchObject({ ignored: 2 });
  });

  test('are written with the highest value for undecided pixels', async () => {
    const labels = numberLabels(['ignore', 'liver', 'spleen']);
    const context = { images: [], labels, known: [], dataset: 'abdomen', split: 'train' } as const;
    const made = await writer({ ...context, uid: () => '', text: () => Promise.resolve(undefined) });
    const [description] = made.index([]);
    expect(meaningOf(parseDataset(description!.text)).ignored).toBe(3);
  });

  test.each([
    ['a word', { background: 0, liver: 'one' }],
    ['a fraction', { liver: 1.5 }],
    ['a negative number', { liver: -1 }],
    ['a region of words', { liver: ['x'] }],
  ])('are refused with %s as a value', (_, labels) => {
    expect(() => meaningOf(parse(labels))).toThrow('dataset.json');
  });

  test('keep the names of the members of Object.prototype', () => {
    expect(meaningOf(parse({ constructor: 1 })).names).toEqual(new Map([[1, 'constructor']]));
  });
});

describe('the cases of an nnU-Net data set', () => {
  test.each([
    ['labelsTr/c1.nii.gz', undefined, 'c1'],
    ['labelsTr/c.1.png', undefined, 'c.1'],
    ['labelsTr/._c1.nii.gz', undefined, undefined],
    ['labelsTr/readme.txt', undefined, undefined],
    ['labelsTr/c1.png', '.nii.gz', undefined],
    ['imagesTr/c1.png', undefined, undefined],
  ])('%s with the ending %s is %s', (path, ending, name) => {
    expect(caseOf(path, ending)).toBe(name);
  });

  test('are found without an ending in the description, with both names of the image', async () => {
    const text = () =>
      Promise.resolve(JSON.stringify({ modality: { 0: 'CT' }, labels: { 0: 'background', 1: 'liver' } }));
    const found = await read({ paths: ['dataset.json', 'labelsTr/liver_1.nii.gz'], images: [], text });
    expect(found.map(({ names }) => names.map(({ name }) => name))).toEqual([
      ['imagesTr/liver_1_0000.nii.gz', 'imagesTr/liver_1.nii.gz', 'liver_1'],
    ]);
  });
});
