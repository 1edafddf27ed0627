import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { imagesOfFiles } from '../../../src/node/image/openImage';
import { dicomFile, type DicomElement } from '../../fixtures/dicomFile';
import { seriesSlice } from '../../fixtures/dicomSeries';
import { useDecoders } from '../../support/useDecoders';

const decoding = useDecoders();

function put(name: string, content: Uint8Array): void {
  writeFileSync(path.join(decoding.folder, name), content);
}

const images = (files: readonly string[], series: 'whole' | 'single' = 'whole') =>
  imagesOfFiles(decoding.folder, files, { decoders: decoding.pool, series });

it('files of a series are slices of one image', async () => {
  for (const k of [0, 1, 2]) put(`IM${9 - k}`, seriesSlice({ position: [0, 0, 2 * k], value: k, instance: k }));
  put('other.dcm', seriesSlice({ position: [0, 0, 0], value: 0, instance: 1, series: '1.9' }));
  const image = { path: 'IM9', series: { files: ['IM9', 'IM8', 'IM7'], slices: 3 } };
  expect(await images(['IM7', 'no.dcm', './IM8'])).toEqual(
    new Map([
      ['IM7', { image, slice: 2, volume: 0 }],
      ['no.dcm', { image: { path: 'no.dcm' }, slice: 0, volume: 0 }],
      ['./IM8', { image: { ...image, path: 'IM9' }, slice: 1, volume: 0 }],
    ]),
  );
  expect(await images(['IM7'], 'single')).toEqual(new Map([['IM7', { image: { path: 'IM7' }, slice: 0, volume: 0 }]]));
});

it('files of several times are slices of the volumes of one image', async () => {
  for (const i of [0, 1, 2, 3]) {
    const [time, k] = [Math.floor(i / 2), i % 2];
    const more: DicomElement[] = [['0020,0100', 'IS', String(time + 1)]];
    put(`${time}${k}`, seriesSlice({ position: [0, 0, 2 * k], value: i, instance: 9 - i, series: '1.2.8', more }));
  }
  const image = { path: '00', series: { files: ['00', '01', '10', '11'], slices: 2 } };
  expect([...(await images(['10', '01'])).values()]).toEqual([
    { image, slice: 0, volume: 1 },
    { image, slice: 1, volume: 0 },
  ]);
});

it('directories, segmentations and reports are no images, but what cannot be read may be one', async () => {
  const classOf = (uid: string): DicomElement => ['0008,0016', 'UI', uid];
  put('DICOMDIR', dicomFile([classOf('1.2.840.10008.1.3.10')]));
  put('seg.dcm', dicomFile([classOf('1.2.840.10008.5.1.4.1.1.66.4'), ['0028,0010', 'US', 2], ['0028,0011', 'US', 2]]));
  put('sr.dcm', dicomFile([classOf('1.2.840.10008.5.1.4.1.1.88.11')]));
  put('broken.dcm', new Uint8Array(200));
  put('ct.dcm', seriesSlice({ position: [0, 0, 0], value: 0, instance: 1 }));
  const names = ['DICOMDIR', 'broken.dcm', 'ct.dcm', 'seg.dcm', 'sr.dcm'];
  for (const mode of ['whole', 'single'] as const) {
    expect([...(await images(names, mode)).keys()]).toEqual(['broken.dcm', 'ct.dcm']);
  }
});
