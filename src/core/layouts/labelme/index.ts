import { t } from '../../text/message';
import type { Layout } from '../layout';
import { isAnnotation } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'labelme',
  title: 'LabelMe',
  description: t`<image>.json with a mask for each object, beside the picture`,
  writesImages: true,
  detect: (paths) => {
    const all = new Set(paths);
    return paths.some((path) => isAnnotation(path, all));
  },
  read,
  writer,
} as const satisfies Layout;
