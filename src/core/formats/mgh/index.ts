import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = {
  name: 'mgh',
  title: 'MGH',
  extensions: ['.mgh', '.mgz'],
  sniff,
  read,
  headerBytes: 65_536,
  readFields,
};
