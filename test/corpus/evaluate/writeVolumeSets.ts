// Writes data sets of volumes with label maps, which the figures for volumes in docs/evaluation.md are measured on:
// `node scripts/run-ts.mjs test/corpus/evaluate/writeVolumeSets.ts FOLDER`, then
// `node dist/cli.js evaluate FOLDER/* --protocol volume,volume+corrections,volume-slices`.
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toRgb } from '../../../src/core/image/toRgb';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { Mask } from '../../../src/core/mask/mask';
import { MaskVolume } from '../../../src/core/mask/maskVolume';
import { movingShapeBetween } from '../../../src/core/mask/shapeBetween';
import { slicesWith, leastSlices } from '../../../src/core/evaluation/volumeUser';
import { openImage } from '../../../src/node/image/openImage';
import { VolumeWindows } from '../../../src/node/image/volumeWindows';
import { readMask } from '../../../src/node/masks/readMask';
import { referencesIn } from '../../../src/node/masks/readReferences';
import { formats, training } from '../../support/shared';

const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('Name the folder to write to.');

/** Slices of one volume among those of a data set: images with this beginning, the number of the slice after it. */
const stacks = [
  { set: 'sts_ct', volumes: ['001', '005', '010', '015', '020', '025', '030', '035'].map((id) => `STS-${id}-ax`) },
  { set: 'sts_mr_t1', volumes: ['001', '005', '010', '015', '020', '025', '030', '035'].map((id) => `STS-${id}-ax`) },
  { set: 'totalseg_mr', volumes: ['mr-ax'] },
  { set: 'totalseg_ct', volumes: ['exw1-ax'] },
];

await copied('formats_ct', ['nifti/example_ct_sm.nii.gz'], 'nifti/example_seg.nii.gz');
const series = (await readdir(path.join(formats, 'dicom_series_ct'))).map((name) => `dicom_series_ct/${name}`);
await copied('formats_mr', ['nrrd/brain1_image.nrrd'], 'nrrd/brain1_label.nrrd');
await copied('formats_pet', ['nifti/PET_image.nii.gz'], 'nifti/PET_mask.nii.gz');
await copied('formats_ct_series', series, 'nifti/example_seg_dicom.nii.gz');
await resampled('liver_60', series[0]!, { map: 'nifti/example_seg_dicom.nii.gz', value: 5, count: 60 });
for (const { set, volumes } of stacks) await stacked(set, volumes);

/** A data set of one image of the corpus; of a series its first file stands for it. */
async function copied(name: string, images: readonly string[], map: string): Promise<void> {
  const folder = path.join(out!, name);
  for (const file of [...images, map]) await cp(path.join(formats, file), path.join(folder, path.basename(file)));
  await index(folder, { [path.basename(images[0]!)]: [path.basename(map)] });
}

/**
 * A data set of one object of a volume on so many slices, as thinner slices would show it: pixels in between are linear, as the
 * editor shows them; the object's shape in between is halfway between its neighbours, by their distance.
 */
async function resampled(
  name: string,
  file: string,
  { map, value, count }: { readonly map: string; readonly value: number; readonly count: number },
): Promise<void> {
  const image = await openImage(path.join(formats, file));
  const labels = await openImage(path.join(formats, map), { series: 'single' });
  const { info } = image;
  const reference = (await referencesIn(labels, info)).maskOf(value);
  const window = await new VolumeWindows(image).of(0);
  const planes: Mask[] = [];
  for (let slice = 0; slice < info.slices; slice++) {
    planes.push(new Mask(info.width, info.height, toRgb(await image.readSlice(slice), window ?? null).data));
  }
  const own = slicesWith(reference);
  const [first, last] = [own[0]!, own.at(-1)!];
  const step = (last - first) / (count - 1);
  const around = Math.floor(Math.min(first, info.slices - 1 - last) / step);
  const places = Array.from({ length: count + 2 * around }, (_, i) => first + (i - around) * step);
  const between = places.map((place) => {
    const lower = Math.min(Math.max(Math.floor(place + 1e-9), 0), info.slices - 2);
    return { lower, part: Math.max(place - lower, 0) };
  });
  const pixels = between.map(({ lower, part }) => {
    const [a, b] = [planes[lower]!.data, planes[lower + 1]!.data];
    return a.map((grey, i) => Math.round((1 - part) * grey + part * b[i]!));
  });
  const shapes = between.map(({ lower, part }) => {
    return movingShapeBetween(reference.slice(lower), reference.slice(lower + 1), part).data;
  });
  const folder = path.join(out!, name);
  await mkdir(folder, { recursive: true });
  await write(path.join(folder, 'liver.nii.gz'), places.length, planes[0]!, pixels);
  await write(path.join(folder, 'liver__liver.nii.gz'), places.length, planes[0]!, shapes);
  await index(folder, { 'liver.nii.gz': ['liver__liver.nii.gz'] });
  image.dispose();
  labels.dispose();
}

/** A data set of volumes that are made of slices. */
async function stacked(set: string, volumes: readonly string[]): Promise<void> {
  const source = path.join(training, set);
  const folder = path.join(out!, `${set}_stacked`);
  const images = await readdir(path.join(source, 'images'));
  const masks = await readdir(path.join(source, 'masks'));
  const listed: Record<string, string[]> = {};
  await mkdir(folder, { recursive: true });
  for (const volume of volumes) {
    const slices = images.filter((name) => name.startsWith(volume)).toSorted();
    if (slices.length === 0) continue;
    const planes = await Promise.all(slices.map((name) => grey(path.join(source, 'images', name))));
    const [first] = planes;
    // Slices of one volume were cut to one size.
    if (planes.some(({ width, height }) => width !== first!.width || height !== first!.height)) {
      throw new Error(`The slices of ${volume} differ in size.`);
    }
    await write(
      path.join(folder, `${volume}.nii.gz`),
      planes.length,
      first!,
      planes.map(({ data }) => data),
    );
    const label = (name: string): string => /__(?<label>.+?)(?:_\d+)?\.png$/.exec(name)!.groups!['label']!;
    const own = masks.filter((name) => name.startsWith(volume));
    for (const each of new Set(own.map(label))) {
      const reference = new MaskVolume(first!, slices.length);
      for (const name of own.filter((other) => label(other) === each)) {
        const slice = slices.findIndex((image) => name.startsWith(`${path.parse(image).name}__`));
        const { data } = await readMask(path.join(source, 'masks', name), first!);
        const plane = reference.slice(slice).data;
        for (let at = 0; at < data.length; at++) plane[at] = plane[at]! | data[at]!;
      }
      if (slicesWith(reference).length < leastSlices) continue;
      const file = `${volume}__${each}.nii.gz`;
      await write(path.join(folder, file), slices.length, first!, [reference.data]);
      (listed[`${volume}.nii.gz`] ??= []).push(file);
    }
  }
  await index(folder, listed);
}

async function grey(file: string): Promise<Mask> {
  const image = await openImage(file, { series: 'single' });
  const { width, height, channels, data } = await image.readSlice(0);
  image.dispose();
  return new Mask(
    width,
    height,
    Uint8Array.from({ length: width * height }, (_, at) => data[at * channels]!),
  );
}

async function write(
  file: string,
  slices: number,
  { width, height }: Mask,
  planes: readonly Uint8Array[],
): Promise<void> {
  const data = Uint8Array.from(Buffer.concat(planes));
  await writeFile(file, writeImageVolume({ width, height, slices, channels: 1, data, slope: 1, intercept: 0 }));
}

async function index(folder: string, listed: Readonly<Record<string, readonly string[]>>): Promise<void> {
  await writeFile(path.join(folder, 'image2label_test.json'), JSON.stringify(listed));
}

process.exit(0);
