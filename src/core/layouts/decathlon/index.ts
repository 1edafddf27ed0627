import { t } from '../../text/message';
import type { Layout } from '../layout';
import { isTrainingSet, layout as nnUnet } from '../nnUnet';
import { namesImagesLikeLabels } from '../nnUnet/names';
import { writer } from './write';

const { holdsUndecided: _, ...trainingSet } = nnUnet;

export const layout = {
  ...trainingSet,
  name: 'decathlon',
  title: 'Medical Segmentation Decathlon',
  description: t`imagesTr/, labelsTr/ and dataset.json of a task of the Decathlon, with names by value`,
  detect: (paths) => isTrainingSet(paths) && namesImagesLikeLabels(paths),
  writer,
} as const satisfies Layout;
