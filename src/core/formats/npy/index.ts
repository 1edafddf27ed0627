import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { headerPortion } from './header';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = {
  name: 'npy',
  title: 'NumPy',
  extensions: ['.npy'],
  sniff,
  read,
  headerBytes: headerPortion,
  readFields,
};
