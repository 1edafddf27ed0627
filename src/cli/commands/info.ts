import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { messageOf, UserError } from '../../core/base/error';
import { printable } from '../../core/base/printable';
import { orientationLetter } from '../../core/geometry/volumeGeometry';
import { flattenedIn } from '../../core/document/flattening';
import { flattenedNote } from '../../core/bulk/bulkSummary';
import type { ImageInfo } from '../../core/image/medicalImage';
import type { StoredLevel } from '../../core/image/regionReader';
import { english, verbatim } from '../../core/text/message';
import { isMicroscopic, magnificationText } from '../../core/view/describe';
import { isFileInCloud } from '../../node/files/inCloud';
import { listFolder } from '../../node/files/findImages';
import { imagesOfFiles, openImage, type OpenedImage } from '../../node/image/openImage';
import { valueRange, type ValueRange } from '../../node/image/valueRange';
import { inspectMasks } from '../../node/masks/maskStore';
import { interruptToken } from '../interrupt';
import { faultTexts } from '../faultTexts';
import { arrayOf, arrayOption } from '../options';
import { terminal } from '../terminal';

interface InfoOptions {
  readonly json?: true;
  readonly single?: true;
  readonly array?: string;
  readonly allValues?: true;
}

export function infoCommand(): Command {
  return new Command('info')
    .description('describe an image file, or list the images in a folder')
    .argument('<path>', 'DICOM, NIfTI, PNG or another supported image file, or a folder')
    .option('--single', 'treat a DICOM file as a separate image, not as a slice of its series')
    .addOption(arrayOption())
    .option('--all-values', 'decode every slice for the range of values, not a few spread over the volume')
    .option('--json', 'print JSON')
    .action(async (file: string, options: InfoOptions) => {
      const isFolder = await stat(file).then(
        (stats) => stats.isDirectory(),
        () => false,
      );
      await (isFolder ? describeFolder(file, options) : describeFile(file, options));
    });
}

async function describeFile(file: string, { json, single, allValues, ...options }: InfoOptions): Promise<void> {
  const image = await openImage(file, { series: single === true ? 'single' : 'whole', ...arrayOf(options) });
  try {
    const disk = await inspectMasks(image.path);
    const { state, faults, sidecar, damage } = disk;
    const masks = damage === undefined ? (sidecar?.empty === undefined ? state : 'empty') : 'damaged';
    const flattened = sidecar && flattenedIn(sidecar);
    const values = await valueRange(image, allValues === true);
    if (json) {
      const { info, contentHash, slice, volume, content, path: at } = image;
      const remarks = remarksOf(info, values);
      const segments = content && { segments: content.labels.map(({ name, value }) => ({ name, value })) };
      terminal.print(
        JSON.stringify({
          ...{ file, image: at, slice, volume },
          ...info,
          ...(remarks.length === 0 ? {} : { remarks }),
          ...{ range: values?.range, rangeSlices: values?.slices, contentHash, masks },
          ...segments,
          ...(faults.length === 0 ? {} : { faults }),
          ...(flattened === undefined ? {} : { flattened: english(flattened) }),
        }),
      );
    } else {
      const notes = [
        ...faultTexts(disk, (file) => path.basename(file)),
        ...(flattened === undefined ? [] : [english(flattenedNote(flattened))]),
      ];
      terminal.printLines(table(file, image, { masks, notes }, values));
    }
  } finally {
    image.dispose();
  }
}

async function describeFolder(folder: string, { json, single, ...options }: InfoOptions): Promise<void> {
  const token = interruptToken();
  const series = single === true ? 'single' : 'whole';
  const listed = await listFolder(folder, token);
  for (const error of listed.unreadable.values()) terminal.fail(error);
  const found = await imagesOfFiles(folder, listed.images, { series, token });
  const files = [...new Set([...found.values()].map(({ image }) => image.path))];
  if (files.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: verbatim('The folder contains no images.'),
      advice: verbatim('Name a folder with images; docs/formats.md lists the formats.'),
    });
  }
  const images: object[] = [];
  for (const [index, file] of files.entries()) {
    if (token.isCancellationRequested) break;
    terminal.progress(`${index + 1} of ${files.length} · ${file}`);
    try {
      if (await isFileInCloud(path.join(folder, file))) {
        terminal.endProgress();
        if (json) images.push({ file, inCloud: true });
        else for (const each of [file, '  in the cloud only; not opened']) terminal.print(each);
        continue;
      }
      const image = await openImage(path.join(folder, file), { token, series, ...arrayOf(options) });
      image.dispose();
      terminal.endProgress();
      const remarks = remarksOf(image.info);
      if (json) images.push({ file, ...image.info, ...(remarks.length === 0 ? {} : { remarks }) });
      else for (const each of [file, line(image.info), ...remarks.map((remark) => `  ${remark}`)]) terminal.print(each);
    } catch (error) {
      terminal.fail(error);
      if (json) images.push({ file, error: messageOf(error) });
    }
  }
  if (json) terminal.print(JSON.stringify({ folder, images }));
}

/** Remarks on an image, and on the slices whose values were read. */
function remarksOf({ remarks = [] }: ImageInfo, values?: ValueRange): string[] {
  return [...remarks, ...(values?.remarks ?? [])].map(english);
}

const maskTexts = {
  empty: 'none; accepted as empty by a person',
  none: 'none',
  machine: 'unreviewed',
  human: 'created, edited or reviewed by a person',
  foreign: 'a mask file from another program',
  newer: 'saved by a newer version of SAM-UNet',
  damaged: 'unknown; the sidecar is damaged',
} as const;

function table(
  file: string,
  { info, path: at, slice, volume, content }: OpenedImage,
  { masks, notes }: { readonly masks: keyof typeof maskTexts; readonly notes: readonly string[] },
  values: ValueRange | undefined,
): string {
  const { geometry } = info;
  const isSlice = path.resolve(file) !== path.resolve(at);
  const rows: readonly (readonly [string, string])[] = [
    ['File', file],
    [
      'Series',
      isSlice ? `slice ${slice}${info.volumes === undefined ? '' : ` of volume ${volume}`} of the series of ${at}` : '',
    ],
    ['Format', info.format],
    ['Encoding', info.encoding],
    ['Modality', info.modality],
    ['Size', sizeText(info)],
    ['Levels', (info.levels ?? []).map(levelText).join('; ')],
    ['Objective', magnificationText(info.magnification)],
    ['Also', (info.others ?? []).map(({ name, width, height }) => `${name} ${width} × ${height}`).join('; ')],
    ['Samples', `${info.sampleType}, ${info.channels === 3 ? 'RGB' : 'grey'}`],
    ['Values', values === undefined ? '' : valuesText(info, values)],
    ['Spacing', spacingText(info)],
    [
      'Axes',
      geometry === undefined ? '' : `columns, rows, slices towards ${geometry.axes.map(orientationLetter).join(', ')}`,
    ],
    ['Origin', geometry === undefined ? '' : `${geometry.origin.map((mm) => mm.toFixed(3)).join(', ')} mm (LPS)`],
    ['Segments', content?.labels.map(({ name }) => name).join(', ') ?? ''],
    ['Masks', maskTexts[masks]],
    ...notes.map((note) => ['', note] as const),
    ...remarksOf(info, values).map((remark) => ['Note', remark] as const),
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(10)}${printable(value)}`)
    .join('\n');
}

function valuesText({ unit, volumes, slices: all }: ImageInfo, { range: [low, high], slices }: ValueRange): string {
  const where = [
    ...(slices === all ? [] : [` in ${slices} of ${all} slices`]),
    ...(volumes === undefined ? [] : [' in the first volume']),
  ];
  return `${low} to ${high}${unit === '' ? '' : ` ${unit}`}${where.join('')}`;
}

function line(info: ImageInfo): string {
  const parts = [info.format, info.modality, sizeText(info), spacingText(info)];
  return `  ${parts.filter((part) => part !== '').join(' · ')}`;
}

/** `4608 × 4096 in tiles of 256 × 256`; strips are as wide as the level. */
function levelText({ width, height, chunk: [across, down] }: StoredLevel): string {
  const parts = across === width ? `strips of ${down} rows` : `tiles of ${across} × ${down}`;
  return `${width} × ${height} in ${parts}`;
}

function sizeText({ width, height, slices, volumes }: ImageInfo): string {
  const series = volumes === undefined ? '' : `, ${volumes} volumes`;
  return `${width} × ${height}, ${slices} slice${slices === 1 ? '' : 's'}${series}`;
}

function spacingText({ geometry, pixelSpacing }: ImageInfo): string {
  const spacing = geometry?.spacing ?? pixelSpacing;
  if (spacing !== undefined && isMicroscopic({ pixelSpacing: [spacing[0], spacing[1]] })) {
    return `${spacing.map((mm) => (1000 * mm).toFixed(3)).join(' × ')} µm`;
  }
  return spacing === undefined ? '' : `${spacing.map((mm) => mm.toFixed(3)).join(' × ')} mm`;
}
