import { describe, expect, it } from 'vitest';
import { LabelTable } from '../../../src/core/layouts/labelTable';
import { commonLabels } from '../../../src/core/layouts/labelValues';

const label = (name: string, value: number, color = '#123456') => ({ name, value, color });
const mask = (name: string) => ({ kind: 'mask', path: `${name}.png`, label: name }) as const;

describe('labels of an export', () => {
  it('keep values that the images agree on', () => {
    expect(commonLabels([label('b', 5), label('a', 9), label('b', 5)])).toEqual([label('b', 5), label('a', 9)]);
  });

  it.each([
    ['one label has two values', [label('b', 1), label('a', 2), label('b', 3)]],
    ['one value has two labels', [label('b', 1), label('a', 1)]],
  ])('are numbered by name where %s', (_, labels) => {
    expect(commonLabels(labels).map(({ name, value }) => [name, value])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('have the values of the workspace where it knows them all', () => {
    const known = [label('a', 7), label('b', 3), label('c', 1)];
    expect(commonLabels([label('b', 1), label('a', 1)], known)).toEqual([label('b', 3), label('a', 7)]);
    expect(commonLabels([label('b', 1), label('x', 2)], known)).toEqual([label('b', 1), label('x', 2)]);
  });
});

describe('labels of an import', () => {
  it('have values by name, those of the workspace first', () => {
    const table = new LabelTable([mask('b'), mask('a'), mask('liver')], [label('liver', 1)]);
    expect(table.of(['b', 'liver', 'a', 'b']).map(({ name, value }) => [name, value])).toEqual([
      ['liver', 1],
      ['a', 2],
      ['b', 3],
    ]);
    expect(table.of(['liver'])[0]?.color).toBe('#123456');
  });

  it('keep the values of label maps, and name those that have no name', () => {
    const names = new Map([[4, 'liver']]);
    const table = new LabelTable([{ kind: 'labelMap', path: 'a', names }], [label('spleen', 2), label('liver', 9)]);
    expect([4, 2, 6].map((value) => table.nameOf(value, names))).toEqual(['liver', 'spleen', 'label 6']);
    expect(table.of(['label 6', 'spleen', 'liver']).map(({ value }) => value)).toEqual([2, 4, 6]);
  });
});
