import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shardsOf, shardText } from '../../../src/core/bulk/shard';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { overlap } from '../../../src/core/metrics/overlap';
import { seededRandom } from '../../../src/core/statistics/random';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { readRun } from '../../../src/node/bulk/runFolder';
import { cliProgram, runCli } from '../../cli/runCli';
import { discImage } from '../../support/discs';
import { masksWithoutTimes } from '../../support/masksWithoutTimes';

/** Images of a run, and how often a shard of it is killed; 600 and 20 by `SCALE=full`. */
const isFull = process.env['SCALE'] === 'full';
const images = isFull ? 600 : 28;
const kills = isFull ? 20 : 3;
const names = Array.from({ length: images }, (_, i) => `${String(i).padStart(3, '0')}.png`);
const model = ['--device', 'cpu'];
let root = '';
const at = (...parts: readonly string[]): string => path.join(root, ...parts);

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'storm-'));
  for (const folder of ['shards', 'one', 'two']) {
    mkdirSync(at(folder));
    names.forEach((name, i) => {
      writeFileSync(at(folder, name), discImage({ x0: 20, y0: 30, x1: 60 + (i % 17), y1: 80 }));
    });
  }
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const masked = (): number => readdirSync(at('shards')).filter((name) => name.endsWith('.mask.png')).length;

/** A machine that gives the command of a shard again and again until it ends well. @returns how often it was begun */
class Machine {
  starts = 0;
  readonly ended: Promise<void>;
  #child: ChildProcess | undefined;

  constructor(shard: string) {
    this.ended = this.#work(shard);
  }

  get isWorking(): boolean {
    return this.#child !== undefined;
  }

  kill(): void {
    try {
      // With the processes of the model, as a machine does that is switched off.
      process.kill(-this.#child!.pid!, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }

  async #work(shard: string): Promise<void> {
    for (let code: number | null = null; code !== 0;) {
      this.starts++;
      const args = [cliProgram, 'masks', at('shards'), '--whole', '--run', 'storm', '--shard', shard, '--threads', '1'];
      const child = spawn(process.execPath, [...args, ...model], { detached: true, stdio: 'ignore' });
      this.#child = child;
      code = await new Promise((resolve) => child.once('exit', resolve));
      this.#child = undefined;
      if (code !== null && code !== 0) throw new Error(`Shard ${shard} ended with ${code}.`);
    }
  }
}

it.skipIf(process.platform === 'win32')(
  'seven shards that are killed at random make the masks of one machine, each once',
  async () => {
    const random = seededRandom('storm');
    const open = shardsOf(7).map(shardText);
    const machines: Machine[] = [];
    const work = async (): Promise<void> => {
      for (let shard = open.shift(); shard !== undefined; shard = open.shift()) {
        const machine = new Machine(shard);
        machines.push(machine);
        await machine.ended;
      }
    };
    // Two machines at a time share the shards.
    const working = Promise.all([work(), work()]);
    for (let killed = 0; killed < kills; killed++) {
      const enough = Math.floor((images * (killed + random())) / (kills + 1));
      await expect.poll(masked, { timeout: 240_000, interval: 20 }).toBeGreaterThanOrEqual(enough);
      const victims = machines.filter(({ isWorking }) => isWorking);
      victims[Math.floor(random() * victims.length)]?.kill();
    }
    await working;
    const starts = machines.reduce((sum, machine) => sum + machine.starts, 0);
    expect(starts).toBeGreaterThan(7);

    expect((await runCli('masks', at('one'), '--whole', '--threads', '1', ...model)).code).toBe(0);
    expect(masksWithoutTimes(at('shards'))).toEqual(masksWithoutTimes(at('one')));
    const { state, written, parts } = await readRun(at('shards'), 'storm');
    expect([state, parts.length, [...written.keys()].sort()]).toEqual(['ended', 7, names]);
    const left = readdirSync(at('shards'), { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => /\.(tmp|lock)$/.test(name))).toEqual([]);
    const undone = await runCli('masks', at('shards'), '--undo', 'storm', '--json');
    expect(JSON.parse(undone.stdout)).toMatchObject({ removed: names, left: [] });
  },
  900_000,
);

it('one thread and two make the same masks to a thousandth of Dice', async () => {
  const few = names.slice(0, 20);
  for (const name of names.slice(few.length)) rmSync(at('two', name));
  expect((await runCli('masks', at('two'), '--whole', '--threads', '2', ...model)).code).toBe(0);
  const maskIn = (folder: string, name: string) => {
    const file = at(folder, `${name}.masks.json`);
    return decodeRunLength(parseSidecar(readFileSync(file, 'utf8'), file).objects[0]!.mask);
  };
  const dice = few.map((name) => overlap(maskIn('one', name), maskIn('two', name)).dice);
  console.log(`Dice of one thread against two: at least ${Math.min(...dice)} on ${few.length} images`);
  expect(Math.min(...dice)).toBeGreaterThanOrEqual(0.999);
}, 300_000);
