import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = {
  name: 'tiff',
  title: 'TIFF',
  extensions: ['.tif', '.tiff'],
  sniff,
  // Directories may lie anywhere.
  headerBytes: 16,
  read,
  readFields,
};
