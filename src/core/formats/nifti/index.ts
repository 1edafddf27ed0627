import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff, sniffedBytes } from './sniff';

export const format: ImageFormat = {
  name: 'nifti',
  title: 'NIfTI',
  extensions: ['.nii', '.nii.gz'],
  sniff,
  read,
  headerBytes: sniffedBytes,
  readFields,
};
