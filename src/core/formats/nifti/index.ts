import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff, sniffedBytes } from './sniff';

export const format: ImageFormat = {
  name: 'nifti',
  title: 'NIfTI',
  extensions: ['.nii', '.nii.gz', '.hdr', '.hdr.gz'],
  sniff,
  read,
  headerBytes: sniffedBytes,
  readFields,
};

/** The voxels of a pair, which have no magic of their own: tried last. */
export const voxelsFormat: ImageFormat = {
  ...format,
  extensions: [],
  sniff: (_head, name) => /\.img(\.gz)?$/i.test(name),
  readFields: () => Promise.resolve([]),
};
