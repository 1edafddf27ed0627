import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseFilter } from '../../src/core/dataset/filter/filter';
import { groupings } from '../../src/core/dataset/grouping';
import { writeBinaryPng } from '../../src/core/formats/png/labelMap';
import { Mask } from '../../src/core/mask/mask';
import { sidecarVersion } from '../../src/core/sidecar/migrations';
import { formatSidecar } from '../../src/core/sidecar/sidecar';
import { planRun } from '../../src/node/bulk/planRun';
import { datasetServer } from '../../src/node/dataset/datasetServer';
import { endProcessWide } from '../../src/node/processWide';
import { seriesSlice } from '../fixtures/dicomSeries';
import { median, peakMemory, type Figures } from './measure';

/** Files in a folder; every fourth folder holds a DICOM series, the others PNG of which every tenth has masks. */
const perFolder = 100;

/**
 * A workspace of so many images: its index from the files alone and again from what it has kept, while someone looks at the
 * tree; the tree in each grouping and under a filter; and the plan of a bulk run over all of it.
 */
export async function dataset(count: number): Promise<Figures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const root = path.join(folder, 'images');
    await writeImages(folder, root, count / perFolder);
    const cacheFile = path.join(folder, 'index.jsonl');
    const { scanMs: wallMs, firstRowsMs } = await openIndex(root, cacheFile);
    const { scanMs: warmMs, api } = await openIndex(root, cacheFile);
    const arranged: number[] = [];
    for (const grouping of groupings) {
      for (const text of ['', 'status:machine quality:<0.7']) {
        arranged.push(await time(async () => api.arrange({ grouping, filter: parseFilter(text) })));
        const [group] = (await api.children(null, 500)).nodes;
        arranged.push(await time(async () => api.children(group?.id ?? null, 500)));
      }
    }
    const planMs = await time(async () => planRun({ folder: root, sources: [{ kind: 'whole' }] }));
    return {
      files: count,
      ...{ wallMs, warmMs, firstRowsMs, arrangeMs: median(arranged), planMs, mib: peakMemory() },
    };
  } finally {
    await endProcessWide();
    await rm(folder, { recursive: true });
  }
}

interface OpenedIndex {
  readonly api: ReturnType<typeof datasetServer>;
  readonly scanMs: number;
  readonly firstRowsMs: number;
}

/** Walks through the folder and asks for the top of the tree with each notice, as the view does. */
async function openIndex(root: string, cacheFile: string): Promise<OpenedIndex> {
  const start = performance.now();
  let firstRowsMs = Infinity;
  const api = datasetServer(
    { roots: [root], series: 'whole', cacheFile },
    {
      changed: async () => {
        const { nodes } = await api.children(null, 500);
        if (nodes.length > 0) firstRowsMs = Math.min(firstRowsMs, performance.now() - start);
      },
    },
  );
  const scanMs = await time(() => api.scan());
  return { api, scanMs, firstRowsMs: Math.min(firstRowsMs, scanMs) };
}

/** Links to a hundred files stand for many, as what counts is their number: a file system allows some ten thousand to each. */
async function writeImages(folder: string, root: string, folders: number): Promise<void> {
  const pictures = Array.from({ length: perFolder }, (_, i) => path.join(folder, `${String(i)}.png`));
  const slices = pictures.map((target) => `${target}.dcm`);
  for (let i = 0; i < perFolder; i++) {
    await writeFile(pictures[i]!, writeBinaryPng(new Mask(4, 4)));
    await writeFile(slices[i]!, seriesSlice({ position: [0, 0, 2 * i], value: i, instance: i + 1 }));
  }
  for (let at = 0; at < folders; at++) {
    const into = path.join(root, `site ${String(at % 20)}`, `case ${String(at)}`);
    await mkdir(into, { recursive: true });
    const isSeries = at % 4 === 3;
    for (const [i, source] of (isSeries ? slices : pictures).entries()) {
      const name = `${String(i)}.${isSeries ? 'dcm' : 'png'}`;
      await link(source, path.join(into, name));
      if (!isSeries && i % 10 === 0) await writeFile(path.join(into, `${name}.masks.json`), sidecarOf(name));
    }
  }
}

function sidecarOf(file: string): string {
  return formatSidecar({
    format: 'sam-unet-masks',
    version: sidecarVersion,
    image: { file, width: 4, height: 4, slices: 1 },
    labels: [{ name: 'liver', value: 1, color: '#e69f00' }],
    objects: [
      {
        ...{ id: '1', label: 'liver', slice: 0, prompt: { box: [0, 0, 2, 2] } },
        mask: { size: [4, 4], counts: [0, 2, 14] },
        ...{ status: 'draft', origin: 'machine', by: 'bench', at: '2026-11-24T08:00:00.000Z', quality: 0.6 },
      },
    ],
  });
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
