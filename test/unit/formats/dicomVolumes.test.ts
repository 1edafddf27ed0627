import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSliceHeader } from '../../../src/core/formats/dicom/series/sliceHeader';
import { sortSeries, type SeriesFile } from '../../../src/core/formats/dicom/series/stacks';
import { english } from '../../../src/core/text/message';
import type { DicomElement } from '../../fixtures/dicomFile';
import { seriesSlice } from '../../fixtures/dicomSeries';

interface Image {
  /** Which volume and slice it is to become, such as `2.1`. */
  readonly name: string;
  readonly z: number;
  readonly instance?: number;
  readonly uid?: string;
  readonly more: readonly DicomElement[];
}

function filesOf(images: readonly Image[]): SeriesFile[] {
  return images.map(({ name, z, instance = 1, uid = `1.2.3.${name}`, more }) => ({
    name,
    header: readSliceHeader(seriesSlice({ position: [0, 0, z], value: 0, instance, uid, more })),
  }));
}

/** Three slices of each of `count` volumes; `more` gives the elements that tell volumes apart, by volume and slice from 0. */
function grid(
  count: number,
  more: (volume: number, slice: number) => readonly DicomElement[],
  instance: (volume: number, slice: number) => number = () => 1,
): Image[] {
  return Array.from({ length: count * 3 }, (_, i) => {
    const [volume, slice] = [Math.floor(i / 3), i % 3];
    return {
      name: `${volume}.${slice}`,
      z: slice * 2,
      instance: instance(volume, slice),
      more: more(volume, slice),
    };
  });
}

function volumesIn(files: readonly SeriesFile[]): readonly string[][][] {
  return sortSeries(files).stacks.map(({ volumes }) => volumes.map((volume) => volume.map(({ name }) => name)));
}

const expected = (count: number): string[][] =>
  Array.from({ length: count }, (_, volume) => [0, 1, 2].map((slice) => `${volume}.${slice}`));

const clock = (seconds: number): string =>
  `10${String(Math.floor(seconds / 60)).padStart(2, '0')}${(seconds % 60).toFixed(2).padStart(5, '0')}`;

describe('volumes of a series', () => {
  const series: Readonly<Record<string, Image[]>> = {
    'temporal positions, whatever the times say': grid(12, (volume) => [
      ['0020,0100', 'IS', String(volume + 1)],
      ['0008,0032', 'TM', clock(100 - volume)],
    ]),
    'b-values': grid(3, (volume) => [['0018,9087', 'FD', [0, 500, 1000][volume]!]]),
    'echo times without echo numbers': grid(3, (volume) => [['0018,0081', 'DS', String(9.5 * (volume + 1))]]),
    'echo numbers': grid(11, (volume) => [['0018,0086', 'IS', String(volume + 1)]]),
    'acquisition numbers': grid(3, (volume) => [['0020,0012', 'IS', String(volume + 1)]]),
    'trigger times of their own at each place': grid(11, (volume, slice) => [
      ['0018,1060', 'DS', String(40 * volume + slice)],
    ]),
    'acquisition times': grid(3, (volume, slice) => [['0008,0032', 'TM', clock(50 * volume + slice)]]),
    'content times': grid(3, (volume, slice) => [['0008,0033', 'TM', clock(50 * volume + slice)]]),
    'nothing but numbers, slice by slice': grid(
      4,
      () => [],
      (volume, slice) => slice * 4 + volume + 1,
    ),
    'nothing but numbers, volume by volume': grid(
      4,
      () => [],
      (volume, slice) => volume * 3 + slice + 1,
    ),
    'kinds, then times of each': grid(
      6,
      (volume, slice) => [
        ['0008,0008', 'CS', volume < 3 ? 'ORIGINAL\\PRIMARY\\M' : 'ORIGINAL\\PRIMARY\\P'],
        ['0018,1060', 'DS', String(30 * (volume % 3) + slice)],
      ],
      (volume, slice) => (volume % 3) * 6 + slice * 2 + (volume < 3 ? 0 : 1),
    ),
    'b-values, then directions by number': grid(
      5,
      (volume) => [['0018,9087', 'FD', volume === 0 ? 0 : 1000]],
      (volume, slice) => slice * 5 + volume,
    ),
  };

  it.each(Object.entries(series))('follow %s', (_, images) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(filesOf(images), { minLength: images.length }), (files) => {
        const { stacks, single } = sortSeries(files);
        expect(volumesIn(files)).toEqual([expected(images.length / 3)]);
        expect(stacks[0]).toMatchObject({ remarks: [], geometry: { origin: [0, 0, 0], spacing: [0.5, 0.5, 2] } });
        expect(single).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('need something that distinguishes them', () => {
    const { stacks, single } = sortSeries(filesOf(grid(2, () => [])));
    expect(stacks.map(({ volumes }) => volumes.length)).toEqual([1]);
    expect(single.map(({ remark }) => remark && english(remark))).toEqual(
      Array(3).fill(expect.stringContaining('duplicates')),
    );
  });

  it('are not made of copies', () => {
    const copies = grid(
      2,
      () => [],
      (volume) => volume,
    ).map((image) => ({ ...image, uid: `1.2.3.${image.z}` }));
    expect(sortSeries(filesOf(copies)).stacks.map(({ volumes }) => volumes.length)).toEqual([1]);
  });

  it('lie at the same places, or open apart', () => {
    const images = grid(3, (volume) => [['0020,0100', 'IS', String(volume + 1)]]);
    const { stacks } = sortSeries(filesOf(images.slice(0, -1)));
    expect(stacks.map(({ volumes }) => volumes.length)).toEqual([1, 1, 1]);
    expect(stacks[2]?.remarks.map(english)[0]).toBe(
      'This is time 3 of 3, whose slices are not all in the same positions.',
    );
  });

  it('keep slices of different sizes apart', () => {
    const images = grid(2, (volume) => [
      ['0020,0100', 'IS', String(volume + 1)],
      ['0028,0030', 'DS', volume === 0 ? '0.5\\0.5' : '0.7\\0.7'],
    ]);
    expect(volumesIn(filesOf(images))).toEqual([[['0.0', '0.1', '0.2']], [['1.0', '1.1', '1.2']]]);
  });
});
