import { t } from '../../text/message';
import type { Layout } from '../layout';
import { layout as nnUnet } from '../nnUnet';
import { writer } from './write';

const { holdsUndecided: _, ...trainingSet } = nnUnet;

export const layout = {
  ...trainingSet,
  name: 'decathlon',
  title: 'Medical Segmentation Decathlon',
  description: t`imagesTr/, labelsTr/ and dataset.json of a task of the Decathlon, with names by value`,
  // Read as nnU-Net, whose first version took it over.
  detect: () => false,
  writer,
} as const satisfies Layout;
