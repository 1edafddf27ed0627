import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../scripts/setup/ports.mjs';
import type { BulkSummary } from '../../../src/core/bulk/bulkSummary';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { seededRandom } from '../../../src/core/statistics/random';
import { readRun } from '../../../src/node/bulk/runFolder';
import { runCli, runCliUntil, runCliWith } from '../../cli/runCli';
import { makeCertificate, type Certificate } from '../../support/certificate';
import { masksWithoutTimes } from '../../support/masksWithoutTimes';
import { imageNames, masked, QueueRuns } from '../../support/queueRuns';
import { CuttableWay, noRedis, RedisServer } from '../../support/redis';

if (noRedis !== undefined) console.log(`Tests of the queue in Redis do not run: ${noRedis}`);

/** Images of a run, and how often a worker is killed in it; 600 and 20 by `SCALE=full`. */
const isFull = process.env['SCALE'] === 'full';
const images = isFull ? 600 : 60;
const kills = isFull ? 20 : 4;
const names = imageNames(images);
/** Batches that are in the queue at once, at most, and enough images to exceed them. */
const ahead = 1000;
const many = imageNames(ahead + 200);
const few = imageNames(3);

const password = randomBytes(12).toString('hex');
const env = { SAM_UNET_QUEUE_PASSWORD: password };
let runs: QueueRuns;
let certificate: Certificate;

beforeEach(() => {
  runs = new QueueRuns();
  certificate = makeCertificate(runs.at());
});
afterEach(() => {
  runs.killAll();
  runs.dispose();
});

/** What a command prints about lost connections, which says nothing about the result. */
const withoutLosses = (stderr: string): string => stderr.replaceAll(/The queue does not answer.*\n/g, '');

describe.skipIf(noRedis !== undefined || process.platform === 'win32')('workers of a queue in Redis', () => {
  it(
    'killed, cut off, with a server restarted and paused, they make the masks of one machine, each once',
    { timeout: 900_000 },
    async () => {
      const redis = await RedisServer.start({ password, certificate });
      const way = await CuttableWay.to(redis.port);
      const random = seededRandom('workers');
      try {
        const folder = runs.prepare('queued', names);
        const copy = runs.prepare('alone', names);
        const byTls = ['--queue', `rediss://localhost:${redis.tlsPort}`, '--queue-ca', certificate.certificate];
        const places = [byTls, byTls, ['--queue', `redis://127.0.0.1:${way.port}`]];
        const workerAt = (place: number): ChildProcess => runs.startWorker(places[place]!, env);
        const one = runCli('masks', copy, '--whole', '--threads', '1', '--device', 'cpu');
        const run = runCliWith(env, 'masks', folder, '--whole', ...byTls, '--batch', '5', '--run', 'night', '--json');
        const workers = places.map((_, place) => workerAt(place));
        for (let killed = 0; killed < kills; killed++) {
          const enough = Math.floor((images * (killed + random())) / (kills + 3));
          await expect.poll(() => masked(folder), { timeout: 240_000, interval: 50 }).toBeGreaterThanOrEqual(enough);
          const victim = Math.floor(random() * workers.length);
          runs.kill(workers[victim]!);
          workers[victim] = workerAt(victim);
          if (killed % 10 === 1) await redis.restart();
          if (killed % 10 === 2) {
            redis.pause(true);
            await pause(4000);
            redis.pause(false);
          }
          if (killed % 10 === 3) {
            // For longer than its lock.
            way.cut();
            await pause(6000);
            way.mend();
          }
        }
        const readable = runs.readable(folder);
        const { code, stdout, stderr } = await run;
        expect({ code, stderr: withoutLosses(stderr) }).toEqual({ code: 0, stderr: '' });
        const summary = JSON.parse(stdout) as BulkSummary;
        expect(summary).toMatchObject({ run: 'night', skipped: [], failed: [], cancelled: false });
        expect([...summary.written].sort()).toEqual(names);
        expect((await one).code).toBe(0);
        expect(masksWithoutTimes(folder)).toEqual(masksWithoutTimes(copy));

        const { written, state } = await readRun(folder, 'night');
        expect([state, [...written.keys()].sort()]).toEqual(['ended', names]);
        for (const name of names) {
          const sidecar = parseSidecar(readFileSync(path.join(folder, `${name}.masks.json`), 'utf8'), name);
          expect(sidecar.objects).toMatchObject([{ run: 'night' }]);
        }
        const status = await runCliWith(env, 'queue', 'status', ...byTls, '--json');
        expect(JSON.parse(status.stdout)).toMatchObject({ waiting: 0, active: 0, delayed: 0, done: 0, dead: 0 });

        for (const text of ['worker --queue rediss://', 'Working on rediss://', '"id":"night"']) {
          expect(readable).toContain(text);
        }
        for (const text of [readable, runs.readable(folder), stdout, stderr]) expect(text).not.toContain(password);
        for (const child of workers) runs.kill(child);
        const undone = await runCli('masks', folder, '--undo', 'night', '--json');
        expect(JSON.parse(undone.stdout)).toMatchObject({ removed: names, left: [] });
        expect(readdirSync(folder).filter((name) => name !== '.sam-unet')).toEqual(names);
      } finally {
        way.close();
        await redis.stop();
      }
    },
  );

  it('wait while the queue is paused; what nobody understands is dead, stands in nobody’s way, and can be requeued', async () => {
    const redis = await RedisServer.start({ password });
    try {
      const folder = runs.prepare('tended', names);
      const url = `redis://127.0.0.1:${redis.port}`;
      const file = runs.at('password');
      writeFileSync(file, `${password}\n`);
      const secret = ['--queue', url, '--queue-password-file', file];
      const tend = (...args: readonly string[]) => runCli('queue', ...args, ...secret, '--json');

      const open = await runCli('masks', folder, '--whole', '--queue', `redis://:${password}@127.0.0.1:${redis.port}`);
      expect([open.code, open.stderr]).toEqual([1, expect.stringContaining('SAM_UNET_QUEUE_PASSWORD')]);
      expect(open.stderr).not.toContain(password);
      for (const command of [['queue', 'status'], ['worker']]) {
        const refused = await runCli(...command, '--queue', url);
        expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('The queue refused a command')]);
      }

      await tend('pause');
      // Of a newer version, and more of another program than a run looks at in one go.
      const queue = new Queue('sam-unet', { connection: { host: '127.0.0.1', port: redis.port, password } });
      const others = Array.from({ length: 120 }, (_, i) => `other-${i}`);
      await queue.addBulk([
        { name: 'batch', data: { version: 2 }, opts: { jobId: 'newer' } },
        ...others.map((jobId) => ({ name: 'batch', data: { hello: 'world' }, opts: { jobId } })),
      ]);
      await queue.close();
      const run = runCli('masks', folder, '--whole', ...secret, '--batch', '30', '--run', 'tended', '--json');
      const counts = async () => JSON.parse((await tend('status')).stdout) as Record<string, number | boolean>;
      const waiting = images / 30 + others.length + 1;
      await expect.poll(async () => (await counts())['waiting'], { timeout: 120_000 }).toBe(waiting);
      const metrics = await freePort();
      runs.startWorker(['--queue', url, '--metrics', `${metrics}`], env);
      await expect.poll(async () => (await counts())['workers'], { timeout: 120_000 }).toBe(1);
      expect([masked(folder), (await counts())['paused']]).toEqual([0, true]);
      await tend('resume');
      expect((await run).code).toBe(0);
      expect(masked(folder)).toBe(images);
      const counters = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
      expect(counters).toContain(`sam_unet_images_total{outcome="written"} ${images}\n`);
      const dead = JSON.parse((await tend('dead')).stdout) as { id: string; reason: string }[];
      expect(dead.map(({ id }) => id).sort()).toEqual(['newer', ...others].sort());
      expect(dead.find(({ id }) => id === 'newer')?.reason).toContain('is of version 2');
      await tend('pause');
      expect(JSON.parse((await tend('requeue', 'newer')).stdout)).toEqual({ requeued: ['newer'] });
      expect(await counts()).toMatchObject({ waiting: 1, dead: others.length });
      await tend('drain');
      expect(await counts()).toMatchObject({ waiting: 0, dead: others.length });
    } finally {
      await redis.stop();
    }
  }, 600_000);

  it.runIf(isFull)(
    'are never further behind than a bounded number of batches, and what is drained comes back',
    async () => {
      const redis = await RedisServer.start();
      try {
        const folder = runs.prepare('ahead', many);
        const url = ['--queue', `redis://127.0.0.1:${redis.port}`];
        const waiting = async () => {
          const { stdout } = await runCli('queue', 'status', ...url, '--json');
          return (JSON.parse(stdout) as { readonly waiting: number }).waiting;
        };
        let isTime = false;
        const run = runCliUntil(() => isTime, 'masks', folder, '--whole', ...url, '--batch', '1', '--run', 'ahead');
        await expect.poll(waiting, { timeout: 120_000 }).toBe(ahead);
        for (let looks = 0; looks < 5; looks++) expect(await waiting()).toBe(ahead);
        await runCli('queue', 'drain', ...url);
        await expect.poll(waiting, { timeout: 120_000 }).toBe(ahead);
        isTime = true;
        expect((await run).code).toBe(130);
        expect(await waiting()).toBe(0);
        expect(masked(folder)).toBe(0);
      } finally {
        await redis.stop();
      }
    },
    600_000,
  );

  it.runIf(isFull)(
    'try a batch five times; a run whose batches were given up is resumed by its command',
    async () => {
      const redis = await RedisServer.start();
      try {
        const folder = runs.prepare('given up', few);
        const url = ['--queue', `redis://127.0.0.1:${redis.port}`];
        const boxes = path.join(folder, 'boxes.csv');
        const table = ['image,x0,y0,x1,y1,label', ...few.map((name) => `${name},10,20,90,90,disc`)].join('\n');
        writeFileSync(boxes, table);
        await runCli('queue', 'pause', ...url);
        const command = ['masks', folder, '--csv', boxes, ...url, '--run', 'night', '--json'];
        const run = runCli(...command);
        const counts = async () => JSON.parse((await runCli('queue', 'status', ...url, '--json')).stdout) as object;
        await expect.poll(counts, { timeout: 120_000 }).toMatchObject({ waiting: 1 });
        rmSync(boxes);
        runs.startWorker(url);
        await runCli('queue', 'resume', ...url);
        const first = await run;
        expect([first.code, first.stderr]).toEqual([1, expect.stringContaining(boxes)]);
        expect(JSON.parse(first.stdout)).toMatchObject({ written: [], failed: few.map((file) => ({ file })) });
        expect(await counts()).toMatchObject({ waiting: 0, delayed: 0, dead: 1 });
        const tries = runs
          .readable(folder)
          .split('\n')
          .filter((line) => line.includes('is tried again') && line.includes(boxes));
        expect(tries).toHaveLength(5);
        writeFileSync(boxes, table);
        const again = await runCli(...command);
        expect(again.code).toBe(0);
        const { written, failed } = JSON.parse(again.stdout) as BulkSummary;
        expect([[...written].sort(), failed]).toEqual([few, []]);
        expect(await counts()).toMatchObject({ waiting: 0, delayed: 0, dead: 0 });
      } finally {
        await redis.stop();
      }
    },
    600_000,
  );

  it('trust no certificate of an authority that they do not know', async () => {
    const redis = await RedisServer.start({ certificate });
    try {
      const url = ['--queue', `rediss://localhost:${redis.tlsPort}`];
      for (const command of [['queue', 'status'], ['worker']]) {
        const { code, stderr } = await runCli(...command, ...url);
        expect([code, stderr]).toEqual([1, expect.stringMatching(/self-signed certificate.*--queue-ca/s)]);
      }
      const other = ['--queue', `rediss://127.0.0.1:${redis.tlsPort}`, '--queue-ca', certificate.certificate];
      expect((await runCli('queue', 'status', ...other)).stderr).toContain('does not match certificate');
    } finally {
      await redis.stop();
    }
  }, 300_000);
});
