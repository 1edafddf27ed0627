import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = {
  name: 'jpeg',
  title: 'JPEG',
  extensions: ['.jpg', '.jpeg'],
  sniff,
  read,
  readFields,
};
