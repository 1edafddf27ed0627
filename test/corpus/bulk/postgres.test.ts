import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BulkSummary } from '../../../src/core/bulk/bulkSummary';
import { readRun } from '../../../src/node/bulk/runFolder';
import { runCliWith } from '../../cli/runCli';
import { makeCertificate } from '../../support/certificate';
import { noPostgres, PostgresServer } from '../../support/postgres';
import { imageNames, masked, QueueRuns } from '../../support/queueRuns';
import { CuttableWay } from '../../support/redis';

if (noPostgres !== undefined) console.log(`Tests of the queue in PostgreSQL do not run: ${noPostgres}`);

/** Few images, as workers do what those of Redis do. */
const names = imageNames(16);
let runs: QueueRuns;
beforeAll(() => {
  runs = new QueueRuns();
});
afterAll(() => {
  runs.dispose();
});

describe.skipIf(noPostgres !== undefined || process.platform === 'win32')('workers of a queue in PostgreSQL', () => {
  it('killed, cut off, with a server that crashed and a queue that was paused, they make every mask once', async () => {
    const password = randomBytes(12).toString('hex');
    const certificate = makeCertificate(runs.at());
    const postgres = await PostgresServer.start(password, certificate);
    const way = await CuttableWay.to(postgres.port);
    try {
      const folder = runs.prepare('in tables', names);
      const env = { SAM_UNET_QUEUE_USER: 'sam', SAM_UNET_QUEUE_PASSWORD: password };
      const by = (port: number, ...ca: readonly string[]): string[] => [
        ...['--queue', `postgres://localhost:${port}/postgres?sslmode=verify-full`, ...ca],
      ];
      const ca = ['--queue-ca', certificate.certificate];
      const [near, far] = [by(postgres.port, ...ca), by(way.port, ...ca)];
      for (const [who, args, reason] of [
        [{}, near, 'The queue refused a command'],
        [env, by(postgres.port), 'self-signed certificate'],
      ] as const) {
        const refused = await runCliWith(who, 'queue', 'status', ...args);
        expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(reason)]);
      }
      const tend = async (...args: readonly string[]) =>
        JSON.parse((await runCliWith(env, 'queue', ...args, ...near, '--json')).stdout) as object;
      expect(await tend('pause')).toMatchObject({ waiting: 0, paused: true });
      const run = runCliWith(env, 'masks', folder, '--whole', ...near, '--batch', '2', '--run', 'night', '--json');
      await expect.poll(() => tend('status'), { timeout: 120_000 }).toMatchObject({ waiting: names.length / 2 });
      const workers = [runs.startWorker(near, env), runs.startWorker(far, env)];
      await expect.poll(() => tend('status'), { timeout: 120_000 }).toMatchObject({ workers: 2, active: 0 });
      await tend('resume');
      await expect.poll(() => masked(folder), { timeout: 240_000, interval: 50 }).toBeGreaterThanOrEqual(3);
      runs.kill(workers[0]!);
      workers[0] = runs.startWorker(near, env);
      await postgres.restart();
      await expect.poll(() => masked(folder), { timeout: 240_000, interval: 50 }).toBeGreaterThanOrEqual(6);
      way.cut();
      await pause(6000);
      way.mend();
      const readable = runs.readable(folder);
      const { code, stdout, stderr } = await run;
      expect({ code, stderr: stderr.replaceAll(/The queue does not answer.*\n/g, '') }).toEqual({
        code: 0,
        stderr: '',
      });
      const summary = JSON.parse(stdout) as BulkSummary;
      expect(summary).toMatchObject({ run: 'night', skipped: [], failed: [], cancelled: false });
      expect([...summary.written].sort()).toEqual(names);
      const status = await tend('status');
      expect(status).toMatchObject({ waiting: 0, active: 0, delayed: 0, done: 0, dead: 0 });
      expect((await readRun(folder, 'night')).state).toBe('ended');
      for (const text of ['worker --queue postgres://', 'Working on postgres://', '"id":"night"']) {
        expect(readable).toContain(text);
      }
      for (const text of [readable, runs.readable(folder), stdout, stderr]) expect(text).not.toContain(password);
    } finally {
      way.close();
      runs.killAll();
      await postgres.stop();
    }
  }, 600_000);
});
