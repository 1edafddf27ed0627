// `node scripts/run-ts.mjs test/bench/scale.ts plan [FILES]`: plans a run of so many images (a million when left out), and one
// shard of it, with time and memory. `… simulate`: what many workers ask of a file server and of Redis, from the figures below.
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { planRun } from '../../src/node/bulk/planRun';
import { endProcessWide } from '../../src/node/processWide';

const [what = 'plan', count = '1000000'] = process.argv.slice(2);
if (what === 'simulate') simulate();
else await plan(Number(count));

/** Plans a folder of generated names, a thousand to a subfolder. Nothing of the files is read, so they are empty. */
async function plan(files: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scale-'));
  try {
    for (let i = 0; i < files; i += 1000) {
      const below = path.join(folder, `patient ${String(i / 1000).padStart(5, '0')}`);
      mkdirSync(below);
      for (let j = 0; j < Math.min(1000, files - i); j++) {
        writeFileSync(path.join(below, `slice ${String(j).padStart(4, '0')}.png`), '');
      }
    }
    for (const shard of [undefined, { index: 3, count: 1000 }]) {
      const start = performance.now();
      const { todo } = await planRun({
        folder,
        sources: [{ kind: 'whole' }],
        ...(shard === undefined ? {} : { shard }),
      });
      const seconds = (performance.now() - start) / 1000;
      const peak = process.resourceUsage().maxRSS / 1024;
      console.log(
        `${shard === undefined ? 'whole run' : 'one shard'}: ${todo.length} of ${files} images, ${seconds.toFixed(1)} s, peak ${peak.toFixed(0)} MB`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await endProcessWide();
  }
}

/** What is assumed, for one image of half a megabyte: named here so that it can be replaced by figures of one's own. */
function simulate(): void {
  const assumed = {
    secondsPerImage: { core: 0.35, gpu: 0.02 },
    megabytesPerImage: 0.55,
    /** Opened, renamed, linked, synced and removed: a save with its lock (docs/durability.md), and the journal. */
    fileCallsPerImage: 30,
    batch: 50,
    redisCallsPerBatch: 12,
    lockRenewalsPerSecond: 1 / 15,
    kilobytesPerBatch: 14,
  };
  console.log(JSON.stringify(assumed));
  for (const kind of ['core', 'gpu'] as const) {
    for (const workers of [1, 10, 100, 1000]) {
      const rate = workers / assumed.secondsPerImage[kind];
      const redis = (rate / assumed.batch) * assumed.redisCallsPerBatch + workers * assumed.lockRenewalsPerSecond;
      const hours = (images: number): string => (images / rate / 3600).toFixed(1);
      console.log(
        `${workers} × ${kind}: ${Math.round(rate * 3600)} images/h, file server ${(rate * assumed.megabytesPerImage).toFixed(0)} MB/s and ` +
          `${Math.round(rate * assumed.fileCallsPerImage)} calls/s, Redis ${redis.toFixed(1)} calls/s; 1 M images ${hours(1e6)} h, 10 M ${hours(1e7)} h`,
      );
    }
  }
}
