import type { Layout } from '../layout';
import { splitMaskPath } from './names';
import { read } from './read';
import { writer } from './write';

export const layout: Layout = {
  name: 'objects',
  title: 'One file per object',
  description: 'masks/<image>__<label>_<k>.png, 0 and 255',
  detect: (paths) => paths.some((path) => splitMaskPath(path) !== undefined),
  read,
  writer,
};
