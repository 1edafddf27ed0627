import { t } from '../../text/message';
import type { Layout } from '../layout';
import { isDataFile, labelFile } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'yolo',
  title: 'YOLO',
  description: t`images/, labels/ with the outlines of the objects, and data.yaml`,
  writesImages: true,
  isIndex: isDataFile,
  detect: (paths) => paths.some(isDataFile) && paths.some((path) => labelFile(path) !== undefined),
  read,
  writer,
} as const satisfies Layout;
