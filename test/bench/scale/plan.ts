import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { planRun } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';

const perFolder = 1000;

/** Plans a folder of generated names, a thousand to a subfolder. Nothing of the files is read, so they are empty. */
export async function plan(files: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scale-'));
  try {
    writeNames(folder, files);
    for (const shard of [undefined, { index: 3, count: 1000 }]) {
      const [start, used] = [performance.now(), process.cpuUsage()];
      const { todo } = await planRun({
        ...{ folder, sources: [{ kind: 'whole' }] },
        ...(shard === undefined ? {} : { shard }),
      });
      const { user, system } = process.cpuUsage(used);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      const cpu = ((user + system) / 1e6).toFixed(1);
      const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
      const name = shard === undefined ? 'whole run' : 'one shard of a thousand';
      console.log(
        `${name}: ${todo.length} of ${files} images, ${seconds} s, ${cpu} s of CPU time, peak ${peak} MB, load ${loadavg()[0]!.toFixed(1)}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await endProcessWide();
  }
}

function writeNames(folder: string, files: number): void {
  for (let i = 0; i < files; i += perFolder) {
    const below = path.join(folder, `patient ${String(i / perFolder).padStart(5, '0')}`);
    mkdirSync(below);
    for (let j = 0; j < Math.min(perFolder, files - i); j++) {
      writeFileSync(path.join(below, `slice ${String(j).padStart(4, '0')}.png`), '');
    }
  }
}
