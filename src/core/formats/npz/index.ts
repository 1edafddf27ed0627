import type { ImageFormat } from '../format';
import { readFields } from './fields';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = {
  name: 'npz',
  title: 'NumPy archive',
  extensions: ['.npz'],
  sniff,
  read: (content, _codecs, _siblings, _name, array) => read(content, array),
  readFields,
};
