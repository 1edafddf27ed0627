import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { labelBoxExample, parseLabelBox } from '../core/bulk/sources/labelBox';
import type { MaskReading } from '../core/layouts/maskReading';
import { slashPath } from '../node/files/slashPath';
import { givenReading, readingOf, readingOptions } from './maskReading';
import { whole } from './options';
import { coordinateKinds, type SourceSpec } from '../core/bulk/sources/spec';

/** Options of `masks` that say where prompts come from. */
export interface SourceOptions extends MaskReading {
  readonly prompts?: string;
  readonly coco?: string;
  readonly csv?: string;
  readonly csvCoordinates?: (typeof coordinateKinds)[number];
  readonly csvEncoding?: string;
  readonly anyFolder?: true;
  readonly yolo?: true | string;
  readonly labelme?: true;
  readonly sidecars?: true;
  readonly masks?: true;
  readonly box?: readonly SourceSpec[];
  readonly whole?: true;
  readonly propagate?: true;
  readonly propose?: number;
  readonly taught?: readonly string[];
  readonly expectTaught?: readonly string[];
}

export function sourceOptions(): Option[] {
  return [
    new Option('--prompts <file>', 'boxes and points from a prompts file (docs/bulk.md)'),
    new Option('--coco <file>', 'boxes from a COCO file'),
    new Option('--csv <file>', 'boxes from a CSV file with the columns image, x0, y0, x1, y1, label'),
    new Option(
      '--csv-coordinates <kind>',
      'unit of the CSV coordinates, for files in which all of them are between 0 and 1',
    ).choices(coordinateKinds),
    new Option('--csv-encoding <name>', 'encoding of the CSV file, such as shift_jis (default: UTF-8 or UTF-16)'),
    new Option('--any-folder', 'match images by file name, ignoring the folders in the COCO or CSV file'),
    new Option('--yolo [classes]', 'YOLO boxes beside the images; the optional file lists the class names'),
    new Option('--labelme', 'LabelMe shapes beside the images'),
    new Option('--sidecars', 'stored prompts of the existing masks'),
    new Option('--masks', 'existing masks of data sets in the folder, as mask prompts'),
    ...readingOptions('with --masks: '),
    new Option('--box <label=x0,y0,x1,y1>', 'the same box in every image, in pixels or %').argParser(addLabelBox),
    new Option('--whole', 'one box over the whole image, for images without another prompt'),
    new Option('--propagate', 'propagate masks that a person made or accepted through the slices of volumes'),
    new Option('--taught <labels...>', 'labels that were taught in the folder, found without prompts'),
    new Option('--expect-taught <sha256...>', 'fail if the weights of the taught labels have other hashes'),
    new Option('--propose [count]', 'objects found without a prompt; at most COUNT per image')
      .argParser((text) => whole(text, 1, 100))
      .preset(5),
  ];
}

/**
 * Sources by the options, in a fixed order.
 * @param folder of the run; files inside it are named relative to it
 */
export function sourcesOf(options: SourceOptions, folder: string): SourceSpec[] {
  const {
    prompts,
    coco,
    csv,
    yolo,
    labelme,
    sidecars,
    masks,
    box = [],
    whole: wholes,
    propagate,
    propose,
    taught,
  } = options;
  const inFolder = (file: string): string => relativeInside(path.resolve(folder), path.resolve(file));
  const anywhere = options.anyFolder === true ? { anyFolder: true } : {};
  const reading = readingOf(options, inFolder);
  const { csvCoordinates: coordinates, csvEncoding: encoding } = options;
  const table = {
    ...(coordinates === undefined ? {} : { coordinates }),
    ...(encoding === undefined ? {} : { encoding }),
  };
  return [
    ...(prompts === undefined ? [] : [{ kind: 'prompts', file: inFolder(prompts) } as const]),
    ...(coco === undefined ? [] : [{ kind: 'coco', file: inFolder(coco), ...anywhere } as const]),
    ...(csv === undefined ? [] : [{ kind: 'csv', file: inFolder(csv), ...anywhere, ...table } as const]),
    ...(yolo === undefined ? [] : [{ kind: 'yolo', ...(yolo === true ? {} : { classes: inFolder(yolo) }) } as const]),
    ...(labelme === true ? [{ kind: 'labelme' } as const] : []),
    ...(sidecars === true ? [{ kind: 'sidecars' } as const] : []),
    ...(masks === true
      ? [{ kind: 'masks', ...(givenReading(options) === undefined ? {} : { reading }) } as const]
      : []),
    ...box,
    ...(wholes === true ? [{ kind: 'whole' } as const] : []),
    ...(propagate === true ? [{ kind: 'propagation' } as const] : []),
    ...(taught === undefined ? [] : [taughtSource(taught, options.expectTaught)]),
    ...(propose === undefined ? [] : [{ kind: 'proposals', count: propose } as const]),
  ];
}

function taughtSource(labels: readonly string[], weights: readonly string[] | undefined): SourceSpec {
  return { kind: 'taught', labels: [...labels], ...(weights === undefined ? {} : { weights: [...weights] }) };
}

function addLabelBox(text: string, before: readonly SourceSpec[] = []): readonly SourceSpec[] {
  const spec = parseLabelBox(text);
  if (spec === undefined) throw new InvalidArgumentError(`Expected ${labelBoxExample}.`);
  return [...before, spec];
}

/** Path relative to a folder, with `/`, where it lies inside; otherwise as it is. */
function relativeInside(folder: string, file: string): string {
  const inside = slashPath(folder, file);
  return inside.startsWith('..') || path.isAbsolute(inside) ? file : inside;
}
