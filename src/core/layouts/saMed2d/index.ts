import { t } from '../../text/message';
import { splitPath } from '../imageNames';
import type { Layout } from '../layout';
import { indexName, parseName } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'sa-med2d',
  title: 'SA-Med2D',
  description: t`images/ and masks/ named as in SA-Med2D-20M, with its index and class mapping`,
  writesImages: true,
  canGrow: true,
  isIndex: (name) => name === indexName,
  detect: (paths) =>
    paths.includes(indexName) || paths.some((path) => parseName(splitPath(path).name)?.class !== undefined),
  read,
  writer,
} as const satisfies Layout;
