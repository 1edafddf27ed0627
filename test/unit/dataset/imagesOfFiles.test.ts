import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { imagesOfFiles } from '../../../src/node/image/openImage';
import { seriesSlice } from '../../fixtures/dicomSeries';
import { useDecoders } from '../../support/useDecoders';

const decoding = useDecoders();

it('files of a series are slices of one image', async () => {
  const folder = path.join(decoding.folder);
  const put = (name: string, content: Uint8Array): void => {
    writeFileSync(path.join(folder, name), content);
  };
  for (const k of [0, 1, 2]) put(`IM${9 - k}`, seriesSlice({ position: [0, 0, 2 * k], value: k, instance: k }));
  put('other.dcm', seriesSlice({ position: [0, 0, 0], value: 0, instance: 1, series: '1.9' }));
  const options = { decoders: decoding.pool };
  expect(await imagesOfFiles(folder, ['IM7', 'no.dcm', './IM8'], options)).toEqual([
    { image: 'IM9', slice: 2 },
    { image: 'no.dcm', slice: 0 },
    { image: 'IM9', slice: 1 },
  ]);
  expect(await imagesOfFiles(folder, ['IM7'], { ...options, series: 'single' })).toEqual([{ image: 'IM7', slice: 0 }]);
});
