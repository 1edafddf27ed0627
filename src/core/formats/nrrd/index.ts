import type { ImageFormat } from '../format';
import { headerPortion } from '../headerLines';
import { readFields } from './fields';
import { read } from './read';
import { sniff } from './sniff';

export const format: ImageFormat = {
  name: 'nrrd',
  title: 'NRRD',
  extensions: ['.nrrd', '.nhdr'],
  sniff,
  read,
  headerBytes: headerPortion,
  readFields,
};
