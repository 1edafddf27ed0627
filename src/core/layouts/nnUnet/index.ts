import { t } from '../../text/message';
import type { Layout } from '../layout';
import { datasetName, namesImagesLikeLabels } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'nnunet',
  title: 'nnU-Net',
  description: t`imagesTr/, labelsTr/ and dataset.json of nnU-Net v2`,
  writesImages: true,
  cannotHoldOverlaps: true,
  cannotHoldInstances: true,
  holdsUndecided: true,
  isIndex: (name) => name === datasetName,
  detect: (paths) => isTrainingSet(paths) && !namesImagesLikeLabels(paths),
  read,
  writer,
} as const satisfies Layout;

/** Whether files are those of a training set of nnU-Net, or of the Decathlon that it comes from. */
export function isTrainingSet(paths: readonly string[]): boolean {
  return paths.includes(datasetName) && paths.some((path) => path.startsWith('labelsTr/'));
}
