import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { segment, type EncodeRegion } from '../../src/core/model/segment';
import { generateMasks } from '../../src/node/bulk/generateMasks';
import { planRun } from '../../src/node/bulk/planRun';
import { endProcessWide } from '../../src/node/processWide';
import { InferenceClient } from '../../src/node/inference/inferenceClient';
import { withPool } from '../../src/node/inference/inferencePool';
import { loadModel } from '../../src/node/model/modelFolder';
import { ortRuntime } from '../../src/node/ort/ortRuntime';
import { defaultModelDir } from '../../src/node/process/productPaths';
import { forgetPeakMemory, peakMemory, type Figures } from './measure';
import { pngOf, samplePictures, type Pictures } from './pictures';

/** Images that the model alone is asked about: more of them would only take longer. */
const askedAlone = 200;

const box = { x: 60, y: 70, width: 140, height: 120 };

/**
 * Images a second of the bulk path, from file to mask by the boxes of a COCO file, against the model alone on the first of these
 * images in memory, one after the other by all threads, asked the same, and against its encoder alone; and the peak memory of
 * the bulk path with its processes.
 */
export async function bulk(count: number, threads: number): Promise<Figures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const settings = { modelDir: defaultModelDir, device: 'cpu', threads } as const;
  const client = new InferenceClient(settings);
  try {
    const pictures = await samplePictures();
    writeImages(folder, count, pictures);
    await client.start();
    forgetPeakMemory();
    const plan = await planRun({ folder, sources: [{ kind: 'coco', file: 'boxes.json' }] });
    const { written, seconds, mib } = await withPool(client, settings, async (pool) => ({
      ...(await generateMasks(plan, { client: pool, by: 'bench' })),
      mib: peakMemory() + childrenPeakMemory(),
    }));
    if (written.length !== count) throw new Error(`${String(written.length)} of ${String(count)} images have masks.`);
    client.dispose();
    return { bulkPerSecond: count / seconds, mib, ...(await modelAlone(threads, pictures)) };
  } finally {
    client.dispose();
    await endProcessWide();
    rmSync(folder, { recursive: true });
  }
}

function writeImages(folder: string, count: number, pictures: Pictures): void {
  const ids = Array.from({ length: count }, (_, id) => id);
  const images = ids.map((id) => {
    const { width, height } = pictures(id);
    return { id, file_name: `${String(id)}.png`, width, height };
  });
  for (const { id, file_name } of images) writeFileSync(path.join(folder, file_name), pngOf(pictures(id)));
  const bbox = [box.x, box.y, box.width, box.height];
  const annotations = ids.map((id) => ({ id, image_id: id, category_id: 1, bbox }));
  const coco = { images, categories: [{ id: 1, name: 'brain' }], annotations };
  writeFileSync(path.join(folder, 'boxes.json'), JSON.stringify(coco));
}

/** The model with its preprocessing, in this process: no files, no messages, no cache. */
async function modelAlone(threads: number, pictures: Pictures): Promise<Figures> {
  const model = await loadModel(defaultModelDir, ortRuntime, { provider: 'cpu', threads });
  const prompt = { box: { x0: box.x, y0: box.y, x1: box.x + box.width, y1: box.y + box.height }, points: [] };
  let [encoding, all] = [0, 0];
  for (let number = 0; number < askedAlone; number++) {
    const picture = pictures(number);
    const encode: EncodeRegion = async (region) => {
      const start = performance.now();
      const embedding = await model.encode(picture, region);
      encoding += performance.now() - start;
      return embedding;
    };
    const start = performance.now();
    await segment(model, encode, picture, [prompt], 'assessed');
    all += performance.now() - start;
  }
  await model.dispose();
  return { modelPerSecond: askedAlone / (all / 1000), encoderPerSecond: askedAlone / (encoding / 1000) };
}

/** Largest memory that the child processes have held, in MiB; 0 where the system does not tell. */
function childrenPeakMemory(): number {
  const list = `/proc/${String(process.pid)}/task/${String(process.pid)}/children`;
  if (!existsSync(list)) return 0;
  const pids = readFileSync(list, 'utf8').trim().split(' ').filter(Boolean);
  return pids.reduce((sum, pid) => sum + Number(/VmHWM:\s+(\d+) kB/.exec(statusOf(pid))?.[1] ?? 0) / 1024, 0);
}

function statusOf(pid: string): string {
  return readFileSync(`/proc/${pid}/status`, 'utf8');
}
