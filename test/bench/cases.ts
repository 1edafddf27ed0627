import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { modelFiles } from '../../src/core/model/card';
import { logitGrid, tokenGrid } from '../../src/core/model/config';
import { buildEncoder } from '../../src/core/model/graph/encoder';
import { storedWeights } from '../../src/core/model/graph/weights';
import { promptTensors } from '../../src/core/model/modelPrompt';
import { encodeModel } from '../../src/core/model/onnx/model';
import { endProcessWide } from '../../src/node/processWide';
import { bundledFile } from '../../src/node/process/productPaths';
import { ortRuntime } from '../../src/node/ort/ortRuntime';
import { bulk } from './bulk';
import { dataset } from './dataset';
import { largePictures } from './large/pictures';
import { largeScroll } from './large/scroll';
import { largeStore } from './large/store';
import { measure, median, peakMemory, type Figures } from './measure';
import { configs, imageInput, modelFolder, weightsHeader, type ModelName } from './models';
import { countOperations } from './operations';
import { matrixPeak } from './peak';
import { pngOf, samplePictures } from './pictures';
import { straightforwardBlock } from './straightforward';
import { areas } from './viewing/areas';
import { painting } from './viewing/painting';
import { viewing } from './viewing/viewing';

const threads = 2;
const names = Object.keys(configs) as ModelName[];
/** Prompts in one run of the decoder. */
const batches = [1, 16, 64] as const;
/** Images of the bulk cases, to tell whether memory grows with them. */
const bulkCounts = [200, 2000] as const;
/** Files of the workspaces, to tell whether time for each grows with their number. */
const datasetCounts = [20_000, 200_000] as const;
/** Pixels along a side of the images that are painted on. */
const paintedSides = [2048, 4096] as const;

/** What is measured; each case runs in a process of its own, so that none inherits the memory or the caches of another. */
export const cases: Readonly<Record<string, () => Promise<Figures>>> = {
  peak: async () => ({ flops: await matrixPeak(threads) }),
  ...Object.fromEntries(names.map((name) => [`encoder ${name}`, () => encoder(name)])),
  'encoder res50 straightforward': straightforward,
  ...Object.fromEntries(
    names.flatMap((name) => batches.map((count) => [`decoder ${name} ${String(count)}`, () => decoder(name, count)])),
  ),
  'cold start': coldStart,
  ...Object.fromEntries(bulkCounts.map((count) => [`bulk ${String(count)}`, () => bulk(count, threads)])),
  ...Object.fromEntries(datasetCounts.map((count) => [`dataset ${String(count)}`, () => dataset(count)])),
  viewing,
  ...Object.fromEntries(paintedSides.map((side) => [`painting ${String(side)}`, () => painting(side)])),
  'areas 4096': () => areas(4096),
  'large store': largeStore,
  'large scroll': largeScroll,
  'large pictures': largePictures,
};

async function encoder(name: ModelName): Promise<Figures> {
  const file = path.join(modelFolder(name), modelFiles.encoder);
  const input = imageInput(configs[name]);
  const session = await ortRuntime.load(file, { provider: 'cpu', threads });
  const { wallMs, cpuMs } = await measure(() => session.run(input));
  const mib = peakMemory();
  await session.dispose();
  return { wallMs, cpuMs, mib, operations: 2 * (await countOperations(file, input)) };
}

async function straightforward(): Promise<Figures> {
  const folder = modelFolder('res50');
  const weights = storedWeights(modelFiles.weights, weightsHeader(folder));
  const file = path.join(folder, 'straightforward.onnx');
  writeFileSync(file, encodeModel(buildEncoder(configs.res50, weights, straightforwardBlock)));
  const input = imageInput(configs.res50);
  const [own, reference] = [
    await ortRuntime.load(path.join(folder, modelFiles.encoder), { provider: 'cpu', threads }),
    await ortRuntime.load(file, { provider: 'cpu', threads }),
  ];
  const [a, b] = [await own.run(input), await reference.run(input)].map((out) => out['image_embeddings']?.data);
  const difference = Math.max(...(a ?? []).map((value, i) => Math.abs(value - (b?.[i] ?? NaN))));
  // The two graphs take turns, so that what slows the machine slows both.
  const own1 = await measure(() => own.run(input));
  const theirs = await measure(() => reference.run(input));
  const own2 = await measure(() => own.run(input));
  return { ...pick(theirs), ownCpuMs: (own1.cpuMs + own2.cpuMs) / 2, difference };
}

async function decoder(name: ModelName, count: number): Promise<Figures> {
  const config = configs[name];
  const [tokens, grid] = [tokenGrid(config), logitGrid(config)];
  const filled = (dims: number[]): { dims: number[]; data: Float32Array } => ({
    dims,
    data: new Float32Array(dims.reduce((all, extent) => all * extent, 1)).fill(0.1),
  });
  const prompts = Array.from({ length: count }, (_, i) => ({
    box: { x0: 10 + i, y0: 20, x1: 80 + i, y1: 90 },
    points: [],
  }));
  const session = await ortRuntime.load(path.join(modelFolder(name), modelFiles.decoder), { provider: 'cpu', threads });
  const inputs = {
    image_embeddings: filled([1, config.promptWidth, tokens, tokens]),
    multi_scale_feature: filled([1, config.maskChannels, grid, grid]),
    ...promptTensors(prompts, grid),
  };
  return { ...pick(await measure(() => session.run(inputs))), mib: peakMemory() };
}

/** From the start of the command line to a mask on the disk. */
async function coldStart(): Promise<Figures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    const image = path.join(folder, 'image.png');
    writeFileSync(image, pngOf((await samplePictures())(0)));
    const args = [
      bundledFile('cli.js'),
      'segment',
      image,
      '--box',
      '60,60,190,190',
      '--out',
      path.join(folder, 'mask.png'),
    ];
    const run = (): { wallMs: number; loadMs: number } => {
      const start = performance.now();
      const { stdout, stderr, status } = spawnSync(process.execPath, [...args, '--json'], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      const { ms } = JSON.parse(stdout) as { ms: { load: number } };
      return { wallMs: performance.now() - start, loadMs: ms.load };
    };
    // The first one also reads the files from the disk, and notes the self-test.
    run();
    const runs = Array.from({ length: 7 }, run);
    return {
      wallMs: median(runs.map(({ wallMs }) => wallMs)),
      loadMs: median(runs.map(({ loadMs }) => loadMs)),
    };
  } finally {
    await endProcessWide();
    rmSync(folder, { recursive: true });
  }
}

function pick({ wallMs, cpuMs }: { wallMs: number; cpuMs: number }): { wallMs: number; cpuMs: number } {
  return { wallMs, cpuMs };
}
