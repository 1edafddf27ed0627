import { t } from '../../text/message';
import type { Layout } from '../layout';
import { annotationsName, isExported } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'coco',
  title: 'COCO',
  description: t`annotations.json with run-length encoded masks`,
  holdsVolumes: true,
  isSingleFile: true,
  detect: (paths) =>
    paths.includes(annotationsName) || paths.some(isExported) || (paths.length === 1 && paths[0]!.endsWith('.json')),
  read,
  writer,
} as const satisfies Layout;
