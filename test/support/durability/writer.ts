import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { asProcess } from './asProcess';
import { FaultDisk, type Fault } from './faultDisk';
import { quickDisk } from './quickDisk';

/** Something that writes into a user's folder, other than masks beside images. */
export interface Writer {
  readonly prepare: (folder: string) => Promise<unknown>;
  readonly work: (folder: string) => Promise<unknown>;
  /** What has to be done before it is done again. */
  readonly clear?: (folder: string) => void;
  /** Throws where what is there is neither as before nor as afterwards. */
  readonly check?: (folder: string) => Promise<unknown>;
}

const faults: readonly Fault[] = ['stop', 'torn', { code: 'EBUSY', times: 9 }, { code: 'ENOSPC', times: 1 }];

/**
 * Ends a writer at its calls, or refuses them: then every file is as before or as afterwards, and doing it again completes it.
 * @param stride every how many calls; one with `npm run test:durability`
 */
export async function endsWhole({ prepare, work, clear, check }: Writer, stride: number): Promise<void> {
  const [folder, kept] = ['writers-', 'writers-kept-'].map((name) => mkdtempSync(path.join(tmpdir(), name))) as [
    string,
    string,
  ];
  const step = process.env['DURABILITY'] === 'full' ? 1 : stride;
  try {
    writeFileSync(path.join(folder, 'a.png'), 'image');
    await prepare(folder);
    cpSync(folder, kept, { recursive: true });
    const before = contentsOf(folder);
    const counter = new FaultDisk(quickDisk, Infinity, 'stop');
    expect(await asProcess(counter, () => work(folder))).not.toHaveProperty('error');
    const after = contentsOf(folder);
    expect(counter.calls.length).toBeGreaterThan(1);
    for (const [at, call] of counter.calls.entries()) {
      for (const fault of faults) {
        if ((at + faults.indexOf(fault)) % step !== 0) continue;
        if (fault === 'torn' && !call.startsWith('write')) continue;
        const where = `${typeof fault === 'string' ? fault : fault.code} at ${call}`;
        rmSync(folder, { recursive: true });
        cpSync(kept, folder, { recursive: true });
        await asProcess(new FaultDisk(quickDisk, at, fault), () => work(folder));
        await check?.(folder);
        const now = Object.entries(contentsOf(folder)).filter(([name]) => !/\.(tmp|lock)$/.test(name));
        for (const [name, text] of now) {
          const isWhole = text === before[name] || text === after[name] || !(name in before || name in after);
          expect(isWhole, `${where}: ${name}`).toBe(true);
        }
        clear?.(folder);
        expect(await asProcess(quickDisk, () => work(folder)), where).not.toHaveProperty('error');
        expect(contentsOf(folder), `${where}; then again`).toEqual(after);
      }
    }
  } finally {
    for (const each of [folder, kept]) rmSync(each, { recursive: true, force: true });
  }
}

/** Every file by its path. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  );
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(path.join(folder, name), 'latin1')]));
}
