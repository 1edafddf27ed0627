import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { caseNames } from '../imageNames';
import { labelMapOf, withUndecided } from '../labelMap';
import { numberLabels } from '../labelValues';
import type { SidecarLabel } from '../../sidecar/sidecar';
import type { LayoutImage, LayoutWriter, WriteContext } from '../layout';
import { backgroundName, ignoreName } from './meaning';
import { datasetName, imagePath, labelPath } from './names';

/** Names of images whose samples fit a PNG. */
const picture = /\.(png|jpe?g|bmp|webp|tiff?)$/i;

/** How data sets of one family differ: nnU-Net v2, and the Decathlon that it comes from. */
export interface TrainingSet {
  /** Ending of all files. @param masked the images that have masks */
  readonly endingOf: (masked: WriteContext['images']) => string;
  /** Path of a case's image. */
  readonly imagePath: (caseName: string, ending: string) => string;
  /** The text of `dataset.json`. @param cases the images that were written, by the name of their case */
  readonly describe: (
    cases: ReadonlyMap<string, LayoutImage>,
    context: { readonly labels: readonly SidecarLabel[]; readonly ending: string; readonly dataset: string },
  ) => unknown;
}

/** A training set of images and label maps in `imagesTr` and `labelsTr`; values from 1 without a gap. */
export function trainingSetWriter(
  { images, labels: known, dataset }: WriteContext,
  { endingOf, imagePath: pathOf, describe }: TrainingSet,
): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  const ending = endingOf(images.filter(({ slices }) => slices !== undefined));
  const named = known.map(({ name }) => name);
  // The ignore label has the highest value.
  const labels = numberLabels([
    ...named.filter((name) => name !== ignoreName),
    ...named.filter((name) => name === ignoreName),
  ]);
  checkLabels(labels);
  const isDecided = ({ undecided }: LayoutImage): boolean => undecided === undefined;
  const ignoring = named.includes(ignoreName) ? labels : numberLabels([...labels.map(({ name }) => name), ignoreName]);
  const ignored = ignoring.at(-1)!.value;
  let channels: number | undefined;
  return Promise.resolve({
    files: (image) => {
      checkChannels(image, ending, (channels ??= image.channels));
      const { values, losses } = labelMapOf(image, labels);
      const name = cases.get(image.path)!;
      const { slices } = image;
      return {
        files: [
          { kind: 'image', path: pathOf(name, ending), as: ending === '.png' ? 'stored' : 'volume', slice: 0 },
          {
            ...{ kind: 'labelMap', path: labelPath(name, ending), slices },
            values: isDecided(image) ? values : withUndecided(image, values, ignored),
          },
        ],
        losses,
      };
    },
    index: (written) => {
      const done = new Map(written.map(({ image }) => [cases.get(image.path)!, image]));
      const used = written.every(({ image }) => isDecided(image)) ? labels : ignoring;
      const description = describe(done, { labels: used, ending, dataset });
      return [{ kind: 'text', path: datasetName, text: `${JSON.stringify(description, undefined, 2)}\n` }];
    },
  });
}

/** PNG where all images are pictures, otherwise NIfTI, for images and labels alike. */
const nnUnet: TrainingSet = {
  endingOf: (masked) => (masked.every(({ path, slices }) => slices === 1 && picture.test(path)) ? '.png' : '.nii.gz'),
  imagePath,
  describe: (cases, { labels, ending }) => {
    const isColour = [...cases.values()][0]?.channels === 3;
    return {
      channel_names: isColour ? { 0: 'R', 1: 'G', 2: 'B' } : { 0: modalityOf(cases.values()) },
      labels: { background: 0, ...Object.fromEntries(labels.map(({ name, value }) => [name, value])) },
      numTraining: cases.size,
      file_ending: ending,
    };
  },
};

/** A training set for nnU-Net v2. */
export function writer(context: WriteContext): Promise<LayoutWriter> {
  return trainingSetWriter(context, nnUnet);
}

/** The modality of all images; `grey` where they have none or several. */
export function modalityOf(images: Iterable<LayoutImage>): string {
  const [modality = '', ...others] = new Set([...images].map((image) => image.modality));
  return others.length > 0 || modality === '' ? 'grey' : modality;
}

function checkLabels(labels: readonly SidecarLabel[]): void {
  if (labels.every(({ name }) => name !== backgroundName)) return;
  throw new UserError('bad-input', {
    problem: t`There is a label “background”, a name that nnU-Net reserves for the value 0.`,
    advice: t`Rename the label.`,
  });
}

function checkChannels(image: LayoutImage, ending: string, channels: number): void {
  if (image.channels === 3 && ending !== '.png') {
    throw new UserError('bad-input', {
      problem: t`The image is in colour, which a data set of volumes cannot hold.`,
      advice: t`Export colour images separately, as pictures.`,
    });
  }
  if (image.channels !== channels) {
    throw new UserError('bad-input', {
      problem: t`The image has ${image.channels} channels, but the first image has ${channels}; all images of a data set must have the same number.`,
      advice: t`Export grey and colour images separately.`,
    });
  }
}
