import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { amountText, forecast, layoutLimits, losses, type ForecastRow } from '../../../src/core/layouts/forecast';
import type { LayoutObject } from '../../../src/core/layouts/layout';
import { layoutNamed, layoutNames, type LayoutName } from '../../../src/core/layouts/registry';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { english } from '../../../src/core/text/message';
import { rectMask } from '../../support/sidecars';

const size = { width: 9, height: 7 };

function object(label: string, x0: number, more: Partial<LayoutObject> = {}): LayoutObject {
  return { label, slice: 0, mask: encodeRunLength(rectMask(size, { x0, y0: 0, x1: x0 + 3, y1: 2 })), ...more };
}

/** Outcome and numbers of each part: `lost 2/1`. */
function told(name: LayoutName, ...images: readonly (readonly LayoutObject[])[]): Record<string, string> {
  const rows = forecast(layoutNamed(name), images);
  return Object.fromEntries(
    rows.map(({ part, outcome, count, images: some }) => [part, `${outcome} ${count}/${some}`]),
  );
}

describe('what a layout holds of masks', () => {
  it.each<[LayoutName, string]>([
    ['nnunet', 'lost 2/1'],
    ['pairs', 'lost 2/1'],
    ['beside', 'lost 2/1'],
    ['dicom-labelmap', 'lost 2/1'],
    ['dicom-seg', 'kept 2/1'],
    ['coco', 'kept 2/1'],
  ])('%s: overlaps are %s', (name, overlaps) => {
    const images = [
      [object('a', 0), object('b', 2)],
      [object('a', 0), object('b', 5)],
    ];
    expect(told(name, ...images)['overlaps']).toBe(overlaps);
    expect(losses(forecast(layoutNamed(name), images)).map(({ part }) => part)).toEqual(
      overlaps.startsWith('lost') ? ['overlaps'] : [],
    );
  });

  it('lets objects of one label cover each other where they show one value, and says that they are merged', () => {
    const images = [[object('a', 0), object('a', 2), object('b', 6)]];
    expect(told('nnunet', ...images)).toEqual({ instances: 'merged 2/1', names: 'kept 2/1' });
    expect(told('dicom-labelmap', ...images)).toMatchObject({ overlaps: 'lost 2/1', instances: 'kept 2/1' });
  });

  it('compares objects on the same slice of the same volume alone', () => {
    const apart = [object('a', 0), object('b', 0, { slice: 1 }), object('b', 0, { volume: 1 })];
    expect(told('nnunet', apart)).toEqual({ volumes: 'apart 1/1', names: 'kept 2/1' });
    expect(told('beside', apart)['volumes']).toBe('kept 1/1');
  });

  it('says what becomes of empty images, estimates and reviews', () => {
    const images = [
      [],
      [object('a', 0, { status: 'accepted', quality: 0.9 }), object('a', 5, { status: 'draft', quality: 0.5 })],
    ];
    expect(told('coco', ...images)).toEqual({
      instances: 'kept 2/1',
      empty: 'kept 1/1',
      names: 'kept 1/1',
      scores: 'leftOut 2/1',
      review: 'leftOut 1/1',
    });
    expect(told('rtstruct', ...images)).toMatchObject({ empty: 'leftOut 1/1', review: 'algorithm 1/1' });
  });

  it('counts masks of images that a layout cannot be written of as lost, and images that DICOM is made of', () => {
    const rows = forecast(layoutNamed('rtstruct'), [[object('a', 0)]], [[object('b', 0), object('c', 5)]], {
      derived: 1,
    });
    expect(losses(rows)).toEqual([{ part: 'position', count: 2, images: 1, outcome: 'skipped' }]);
    expect(rows.map(({ part }) => part)).toEqual(['position', 'images', 'names']);
    expect(rows[1]).toEqual({ part: 'images', count: 1, images: 1, outcome: 'derived' });
  });

  it.each<[LayoutName, readonly string[]]>([
    ['rtstruct', ['position']],
    ['nnunet', ['overlaps', 'instances']],
    ['dicom-labelmap', ['overlaps']],
    ['coco', []],
  ])('%s is known to have limits before there are masks: %j', (name, parts) => {
    expect(layoutLimits(layoutNamed(name)).map(({ part }) => part)).toEqual(parts);
  });

  it('counts in words, and images once', () => {
    const row = { outcome: 'kept', count: 1204 } as const;
    expect(english(amountText({ ...row, part: 'overlaps', images: 1 }))).toBe('1,204 (1 image)');
    expect(english(amountText({ ...row, part: 'empty', images: 1204 }))).toBe('1,204');
  });

  it.each(layoutNames)('%s has nothing to say without masks', (name) => {
    expect(told(name)).toEqual({});
  });
});

it('is what the documentation says of every layout', () => {
  const text = readFileSync(path.resolve('docs/layouts.md'), 'utf8');
  const [, section] = text.split('## What a layout cannot hold');
  const rows = section!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `') && !line.includes('--layout'))
    .map((line) => line.split('|').slice(1, -1));
  const documented = rows.flatMap(([names, ...cells]) =>
    [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => [name, ...cells.map((cell) => cell.trim())].join(': ')),
  );
  const words = { lost: 'lost', skipped: 'lost', merged: 'merged', kept: 'kept', leftOut: 'left out', derived: 'made' };
  const images = [
    [],
    [object('a', 0, { status: 'accepted' }), object('a', 2), object('b', 2, { volume: 1 }), object('b', 1)],
  ];
  const actual = layoutNames.map((name) => {
    const rowOf = new Map(forecast(layoutNamed(name), images).map(({ part, outcome }) => [part, outcome]));
    const word = (part: ForecastRow['part']): string => {
      const outcome = rowOf.get(part)!;
      if (outcome === 'apart') return 'as images of their own';
      return outcome === 'algorithm' ? 'as type of the algorithm' : words[outcome];
    };
    return [name, ...(['overlaps', 'instances', 'empty', 'volumes', 'review'] as const).map(word)].join(': ');
  });
  expect(documented.toSorted()).toEqual(actual.toSorted());
});
