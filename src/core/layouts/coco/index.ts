import type { Layout } from '../layout';
import { annotationsName } from './names';
import { read } from './read';
import { writer } from './write';

export const layout: Layout = {
  name: 'coco',
  title: 'COCO',
  description: 'annotations.json with run lengths',
  detect: (paths) => paths.includes(annotationsName) || (paths.length === 1 && paths[0]!.endsWith('.json')),
  read,
  writer,
};
