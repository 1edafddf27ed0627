import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { readSliceHeader } from '../../../src/core/formats/dicom/series/sliceHeader';
import { sortSeries, type SeriesFile } from '../../../src/core/formats/dicom/series/stacks';
import { english } from '../../../src/core/text/message';
import { axial, seriesSlice, type SeriesSlice } from '../../fixtures/dicomSeries';

type Slice = Partial<SeriesSlice> & { readonly z?: number };

/** Files named `a`, `b` … of the slices in their order, at heights of 2 mm unless told otherwise. */
function filesOf(slices: readonly Slice[]): SeriesFile[] {
  return slices.map(({ z, ...rest }, i) => ({
    name: String.fromCharCode(97 + i),
    header: readSliceHeader(seriesSlice({ position: [0, 0, z ?? 2 * i], value: i, instance: i + 1, ...rest })),
  }));
}

const namesOf = (files: readonly SeriesFile[]): string => files.map(({ name }) => name).join('');
const sorted = (slices: readonly Slice[]) => {
  const { stacks, single } = sortSeries(filesOf(slices));
  return {
    stacks: stacks.map(({ volumes, remarks, geometry }) => ({
      files: volumes.map(namesOf).join(' '),
      remarks: remarks.map(english),
      step: geometry?.spacing[2],
    })),
    single: namesOf(single.map(({ file }) => file)),
  };
};

describe('readSliceHeader', () => {
  it('reads a file up to its pixels, whose bytes need not be there', () => {
    const file = seriesSlice({ position: [1, 2, 3], value: 7, instance: 9 });
    const header = readSliceHeader(file.subarray(0, file.length - 8));
    expect(header).toMatchObject({
      seriesUid: '1.2.3',
      instanceUid: '1.2.3.9',
      modality: 'CT',
      width: 2,
      height: 2,
      frames: 1,
      color: false,
      thickness: 2,
      moment: { instanceNumber: 9 },
      pixelSpacing: [0.5, 0.5],
      plane: { position: [1, 2, 3], row: [1, 0, 0], column: [0, 1, 0] },
    });
    expect(() => readSliceHeader(file.subarray(0, file.length - 100))).toThrow(UserError);
  });
});

describe('sortSeries', () => {
  it('sorts by place, whatever names, instance numbers and order say', () => {
    const heights = [8, 0, 4, 2, 6];
    fc.assert(
      fc.property(fc.shuffledSubarray(filesOf(heights.map((z) => ({ z }))), { minLength: 5 }), (files) => {
        const { stacks, single } = sortSeries(files);
        expect(stacks.map(({ volumes }) => volumes.map(namesOf).join(' '))).toEqual(['bdcea']);
        expect(stacks[0]).toMatchObject({ remarks: [], geometry: { origin: [0, 0, 0], spacing: [0.5, 0.5, 2] } });
        expect(single).toEqual([]);
      }),
    );
  });

  it('keeps series apart, and files without a place alone', () => {
    const nowhere = { more: [['0020,0037', 'DS', '']] } as const;
    expect(sorted([{}, { series: '1.4' }, {}, { series: '1.4' }, nowhere, { series: '1.5' }])).toMatchObject({
      stacks: [{ files: 'ac' }, { files: 'bd' }],
      single: 'ef',
    });
  });

  it('takes files whose series was made unknown for one', () => {
    expect(sorted([{ series: '' }, { series: '' }, { series: '1.4' }])).toMatchObject({ stacks: [{ files: 'ab' }] });
  });

  it('distinguishes a localizer and slices of another size from the volume', () => {
    const localizer = { more: [['0020,0037', 'DS', '1\\0\\0\\0\\0\\-1']] } as const;
    const large = { more: [['0028,0010', 'US', 3]] } as const;
    const others = '2 more files of the series differ in size, orientation or time and open separately.';
    expect(sorted([{}, localizer, { z: 2 }, large, { z: 4 }])).toEqual({
      stacks: [{ files: 'ace', remarks: [others], step: 2 }],
      single: 'bd',
    });
  });

  it('reports gaps and leaves out what repeats a slice', () => {
    expect(sorted([{ z: 0 }, { z: 2 }, { z: 2 }, { z: 6 }, { z: 8 }])).toEqual({
      stacks: [
        {
          files: 'abde',
          remarks: [
            '1 slice is missing between slices 2 and 3, so masks have no patient positions.',
            'One file duplicates a slice and is left out.',
          ],
          step: undefined,
        },
      ],
      single: 'c',
    });
  });

  it('a copy of one slice does not part slices that have times of their own', () => {
    const at = (z: number): Slice => ({ z, more: [['0018,1060', 'DS', String(100 + z)]] });
    expect(sorted([at(0), at(2), at(4), at(2)])).toMatchObject({ stacks: [{ files: 'abc', step: 2 }], single: 'd' });
  });

  it('parts times, echoes and acquisitions that do not all lie at the same places', () => {
    const time = (n: number, z: number): Slice => ({ z, more: [['0020,0100', 'IS', String(n)]] });
    const more = (n: number) => expect.stringContaining(`${n} more files`) as string;
    expect(sorted([time(1, 0), time(2, 0), time(1, 2), time(2, 2), time(1, 4)])).toEqual({
      stacks: [
        {
          files: 'ace',
          remarks: ['This is time 1 of 2, whose slices are not all in the same positions.', more(2)],
          step: 2,
        },
        {
          files: 'bd',
          remarks: ['This is time 2 of 2, whose slices are not all in the same positions.', more(3)],
          step: 2,
        },
      ],
      single: '',
    });
    const echo = (n: number, z: number): Slice => ({ z, more: [['0018,0086', 'IS', String(n)]] });
    expect(sorted([echo(1, 0), echo(2, 0), echo(2, 2), echo(1, 2), echo(2, 4)]).stacks).toMatchObject([
      { files: 'ad', remarks: [expect.stringContaining('echo 1 of 2'), expect.anything()] },
      { files: 'bce' },
    ]);
  });

  it('keeps one acquisition number per slice from parting the volume', () => {
    const slices = [0, 2, 4].map((z, i): Slice => ({ z, more: [['0020,0012', 'IS', String(i)]] }));
    expect(sorted(slices).stacks).toMatchObject([{ files: 'abc', remarks: [] }]);
  });

  it('follows a tilted gantry', () => {
    const tilted = [0, 1, 2].map((i): Slice => ({ position: [0, i * 0.5, i * 2] }));
    const { stacks } = sortSeries(filesOf(tilted));
    expect(stacks[0]?.geometry?.axes[2]).toEqual([0, 0.5 / Math.hypot(0.5, 2), 2 / Math.hypot(0.5, 2)]);
    expect(stacks[0]?.remarks.map(english)).toEqual(['The gantry was tilted by 14.0°, so the volume is sheared.']);
  });

  it('sorts sagittal slices along their normal', () => {
    const sagittal = { more: [['0020,0037', 'DS', '0\\1\\0\\0\\0\\-1']] } as const;
    const slices = [4, 0, 2].map((x): Slice => ({ position: [x, 0, 0], ...sagittal }));
    // Row × column points to the right of the patient.
    expect(sorted(slices).stacks).toMatchObject([{ files: 'acb', step: 2 }]);
  });

  it('takes slightly different directions for one', () => {
    const turned = { more: [['0020,0037', 'DS', axial.replace('0', '0.0004')]] } as const;
    expect(sorted([{}, turned, {}]).stacks).toMatchObject([{ files: 'abc', step: 2 }]);
  });
});
