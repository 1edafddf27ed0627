import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { caseNames } from '../imageNames';
import { labelMapOf } from '../labelMap';
import { numberLabels } from '../labelValues';
import type { SidecarLabel } from '../../sidecar/sidecar';
import type { LayoutImage, LayoutWriter, WriteContext, WrittenImage } from '../layout';
import { backgroundName, ignoreName } from './meaning';
import { datasetName, imagePath, labelPath } from './names';

/** Names of images whose samples fit a PNG. */
const picture = /\.(png|jpe?g|bmp|webp|tiff?)$/i;

/**
 * A training set for nnU-Net v2: PNG where all images are pictures, otherwise NIfTI, for images and labels alike; values from
 * 1 without a gap.
 */
export function writer({ images, labels: known }: WriteContext): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  const masked = images.filter(({ slices }) => slices !== undefined);
  const ending = masked.every(({ path, slices }) => slices === 1 && picture.test(path)) ? '.png' : '.nii.gz';
  const named = known.map(({ name }) => name);
  // The ignore label has the highest value.
  const labels = numberLabels([
    ...named.filter((name) => name !== ignoreName),
    ...named.filter((name) => name === ignoreName),
  ]);
  checkLabels(labels);
  let channels: number | undefined;
  return Promise.resolve({
    files: (image) => {
      checkChannels(image, ending, (channels ??= image.channels));
      const { values, losses } = labelMapOf(image, labels);
      const name = cases.get(image.path)!;
      const { slices } = image;
      return {
        files: [
          { kind: 'image', path: imagePath(name, ending), as: ending === '.png' ? 'stored' : 'volume', slice: 0 },
          { kind: 'labelMap', path: labelPath(name, ending), slices, values },
        ],
        losses,
      };
    },
    index: (written) => [{ kind: 'text', path: datasetName, text: datasetText(written, labels, ending) }],
  });
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
      problem: t`The image is in colour, but the data set also contains volumes or medical formats.`,
      advice: t`Export colour images separately.`,
    });
  }
  if (image.channels !== channels) {
    throw new UserError('bad-input', {
      problem: t`The image has ${image.channels} channels, but the first image has ${channels}; all images of a data set must have the same number.`,
      advice: t`Export grey and colour images separately.`,
    });
  }
}

function datasetText(written: readonly WrittenImage[], labels: readonly SidecarLabel[], ending: string): string {
  const modalities = new Set(written.map(({ image }) => image.modality));
  const [modality = ''] = modalities;
  const isColour = written[0]?.image.channels === 3;
  const grey = modalities.size === 1 && modality !== '' ? modality : 'grey';
  const dataset = {
    channel_names: isColour ? { 0: 'R', 1: 'G', 2: 'B' } : { 0: grey },
    labels: { background: 0, ...Object.fromEntries(labels.map(({ name, value }) => [name, value])) },
    numTraining: written.length,
    file_ending: ending,
  };
  return `${JSON.stringify(dataset, undefined, 2)}\n`;
}
