import type { FoundMask, Layout } from '../../layouts/layout';
import type { MaskReading } from '../../layouts/maskReading';
import { counted } from '../../text/counted';
import { joined, t, type Message, type Text } from '../../text/message';
import { baseOf } from './namedImages';
import { someOf } from './someOf';

/** What a layout has in a folder. */
export interface MaskSet {
  /** The folder, relative to that of the run; empty for that itself. */
  readonly root: string;
  readonly layout: Pick<Layout, 'title'>;
  /** Images that it has masks or boxes for. */
  readonly images: number;
  readonly masks: readonly FoundMask[];
}

/** How masks of a data set are read: “nnU-Net in data: masks or boxes for 4 images; labels: liver, spleen; the dark parts are the objects”. */
export function understoodMasks({ root, layout, images, masks }: MaskSet, reading: MaskReading): Message {
  const where: Text = root === '' ? layout.title : t`${layout.title} in ${root}`;
  const labels = [...new Set(masks.flatMap(labelsOf))];
  return joined(
    [
      t`${where}: masks or boxes for ${counted(images, 'image')}`,
      labels.length > 0
        ? t`labels: ${someOf(labels)}`
        : masks.some(({ kind }) => kind === 'file')
          ? t`each file names its labels`
          : t`no file names the labels`,
      ...readingTexts(reading),
    ],
    '; ',
  );
}

/** The labels that a data set says before its masks are read. */
function labelsOf(mask: FoundMask): readonly string[] {
  if (mask.kind === 'mask' || mask.kind === 'inline') return [mask.label];
  if (mask.kind !== 'labelMap') return [];
  const regions = (mask.regions ?? []).map(({ name }) => name);
  const ofColors = [...(mask.colors?.labels.values() ?? [])].filter((label) => label !== null);
  return regions.length > 0 ? regions : [...mask.names.values(), ...ofColors];
}

/** What a person has said about masks that can be read in several ways. */
function readingTexts({ palette, object, colors, unknownColors }: MaskReading): Message[] {
  return [
    ...(palette === undefined
      ? []
      : [
          palette === 'colors'
            ? t`of palettes, the darker colour is background`
            : t`of palettes, index 0 is background`,
        ]),
    ...(object === undefined
      ? []
      : [
          object === 'dark'
            ? t`of inverted masks, the dark part is the object`
            : t`masks that surround a dark part are the objects`,
        ]),
    ...(colors === undefined ? [] : [colors === 'each' ? t`each colour is a label` : t`colours by ${baseOf(colors)}`]),
    ...(unknownColors === undefined
      ? []
      : [unknownColors === 'labels' ? t`unknown colours are labels` : t`unknown colours are background`]),
  ];
}
