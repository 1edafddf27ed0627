import type { LayoutWriter, WriteContext } from '../layout';
import { labelPath } from '../nnUnet/names';
import { modalityOf, trainingSetWriter, type TrainingSet } from '../nnUnet/write';
import { backgroundName } from '../nnUnet/meaning';

/** Images are named like their label maps, and the description lists both (Antonelli et al. 2022, Nature Communications 13:4128). */
const decathlon: TrainingSet = {
  endingOf: () => '.nii.gz',
  imagePath: (caseName, ending) => `imagesTr/${caseName}${ending}`,
  describe: (cases, { labels, ending, dataset }) => ({
    ...{ name: dataset, description: '', reference: '', licence: '', release: '', tensorImageSize: '3D' },
    modality: { 0: modalityOf(cases.values()) },
    labels: { 0: backgroundName, ...Object.fromEntries(labels.map(({ name, value }) => [value, name])) },
    numTraining: cases.size,
    numTest: 0,
    training: [...cases.keys()].map((name) => ({
      image: `./${decathlon.imagePath(name, ending)}`,
      label: `./${labelPath(name, ending)}`,
    })),
    test: [],
  }),
};

/** A training set as a task of the Medical Segmentation Decathlon. */
export function writer(context: WriteContext): Promise<LayoutWriter> {
  return trainingSetWriter(context, decathlon);
}
