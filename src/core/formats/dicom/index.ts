import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = {
  name: 'dicom',
  title: 'DICOM',
  extensions: ['.dcm', '.dicom', '.ima'],
  sniff,
  read,
  readFields,
};
