import { gzipSync } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import * as labelMap from '../../../src/core/formats/png/labelMap';
import * as labelVolume from '../../../src/core/formats/nifti/labelVolume';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { inspectMasks } from '../../../src/node/masks/maskStore';

vi.mock('../../../src/core/formats/png/labelMap', { spy: true });
vi.mock('../../../src/core/formats/nifti/labelVolume', { spy: true });

it.each([
  ['a.png', 16_000, 1, 'a.png.mask.png'],
  ['a.nii.gz', 1024, 2000, 'a.nii.gz.mask.nii.gz'],
])(
  'a mask file beside %s that a sidecar calls huge is not inflated unless its hash is known',
  async (image, width, slices, mask) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'claims-'));
    try {
      writeFileSync(path.join(folder, image), 'a small image');
      writeFileSync(path.join(folder, mask), gzipSync(new Uint8Array(1_000_000)));
      const sidecar = {
        ...{ format: 'sam-unet-masks', version: sidecarVersion, mask },
        image: { file: image, width, height: width, slices },
        ...{ labels: [{ name: 'liver', value: 1, color: '#e69f00' }], objects: [] },
      };
      writeFileSync(path.join(folder, `${image}.masks.json`), JSON.stringify(sidecar));
      const { state } = await inspectMasks(path.join(folder, image));
      expect(state).toBe('foreign');
      expect(labelMap.readLabelPng).not.toHaveBeenCalled();
      expect(labelVolume.readLabelVolumes).not.toHaveBeenCalled();
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
