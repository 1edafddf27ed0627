import { t } from '../../text/message';
import type { Layout } from '../layout';
import { datasetName } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'nnunet',
  title: 'nnU-Net',
  description: t`imagesTr/, labelsTr/ and dataset.json of nnU-Net v2`,
  cannotHoldOverlaps: true,
  cannotHoldInstances: true,
  holdsUndecided: true,
  isIndex: (name) => name === datasetName,
  detect: (paths) => paths.includes(datasetName) && paths.some((path) => path.startsWith('labelsTr/')),
  read,
  writer,
} as const satisfies Layout;
