import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BulkSummary } from '../../../src/core/bulk/bulkSummary';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { readRun } from '../../../src/node/bulk/runFolder';
import { cliProgram, runCli, runCliUntil, runCliWith } from '../../cli/runCli';
import { discImage } from '../../support/discs';
import { masksWithoutTimes } from '../../support/masksWithoutTimes';
import { noPostgres, PostgresServer } from '../../support/postgres';
import { CuttableWay, freePort, noRedis, RedisServer } from '../../support/redis';

for (const reason of [noRedis, noPostgres]) {
  if (reason !== undefined) console.log(`Tests of the queue do not run: ${reason}`);
}

/** Images of a run, and how often a worker is killed in it; 600 and 20 by `SCALE=full`. */
const isFull = process.env['SCALE'] === 'full';
const images = isFull ? 600 : 60;
const kills = isFull ? 20 : 4;
/** Images of the run in PostgreSQL, whose workers do what those of Redis do. */
const few = 16;
const names = Array.from({ length: images }, (_, i) => `${String(i).padStart(3, '0')}.png`);

let root = '';
const at = (...parts: readonly string[]): string => path.join(root, ...parts);
const children = new Set<ChildProcess>();

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'queue-'));
});
afterEach(() => {
  for (const child of children) kill(child);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function prepare(name: string, count = images): string {
  mkdirSync(at(name));
  names.slice(0, count).forEach((image, i) => {
    writeFileSync(at(name, image), discImage({ x0: 20, y0: 30, x1: 60 + (i % 17), y1: 80 }));
  });
  return at(name);
}

/** Starts the command line in a group of its own. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [cliProgram, ...args], {
    ...{ detached: true, stdio: 'ignore', env: { ...process.env, ...env } },
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function kill(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

const workerArgs = (url: string): string[] => [
  ...['worker', '--queue', url, '--lock', '3', '--threads', '1', '--device', 'cpu'],
];
const worker = (port: number): ChildProcess => start(workerArgs(`redis://127.0.0.1:${port}`));
const masked = (folder: string): number => readdirSync(folder).filter((name) => name.endsWith('.mask.png')).length;

describe.skipIf(noRedis !== undefined || process.platform === 'win32')('workers of a queue in Redis', () => {
  it('killed, cut off, with a server restarted and paused, they make the masks of one machine, each once', async () => {
    const redis = await RedisServer.start();
    const way = await CuttableWay.to(redis.port);
    try {
      const folder = prepare('queued');
      const copy = prepare('alone');
      const one = runCli('masks', copy, '--whole', '--threads', '1', '--device', 'cpu');
      const run = runCli(
        ...['masks', folder, '--whole', '--queue', `redis://127.0.0.1:${redis.port}`],
        ...['--batch', '5', '--run', 'night', '--json'],
      );
      const workers = [worker(redis.port), worker(redis.port), worker(way.port)];
      for (let killed = 0; killed < kills; killed++) {
        const enough = Math.floor((images * (killed + 1)) / (kills + 3));
        await expect.poll(() => masked(folder), { timeout: 240_000, interval: 50 }).toBeGreaterThanOrEqual(enough);
        const at = killed % 2;
        kill(workers[at]!);
        workers[at] = worker(redis.port);
        if (killed === 1) await redis.restart();
        if (killed === 2) {
          redis.pause(true);
          await pause(4000);
          redis.pause(false);
        }
        if (killed === 3) {
          // For longer than its lock.
          way.cut();
          await pause(6000);
          way.mend();
        }
      }
      const { code, stdout, stderr } = await run;
      expect({ code, stderr: stderr.replaceAll(/The queue does not answer.*\n/g, '') }).toEqual({
        code: 0,
        stderr: '',
      });
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
      const status = await runCli('queue', 'status', '--queue', `redis://127.0.0.1:${redis.port}`, '--json');
      expect(JSON.parse(status.stdout)).toMatchObject({ waiting: 0, active: 0, delayed: 0, done: 0, dead: 0 });
      for (const child of workers) kill(child);
      const undone = await runCli('masks', folder, '--undo', 'night', '--json');
      expect(JSON.parse(undone.stdout)).toMatchObject({ removed: names, left: [] });
      expect(readdirSync(folder).filter((name) => name !== '.sam-unet')).toEqual(names);
    } finally {
      way.close();
      await redis.stop();
    }
  }, 900_000);

  it('wait while the queue is paused; what nobody understands is dead, and can be requeued', async () => {
    const redis = await RedisServer.start('--requirepass', 'secret');
    try {
      const folder = prepare('tended');
      const url = `redis://127.0.0.1:${redis.port}`;
      const env = { SAM_UNET_QUEUE_PASSWORD: 'secret' };
      writeFileSync(at('password'), 'secret\n');
      const secret = ['--queue', url, '--queue-password-file', at('password')];
      const tend = (...args: readonly string[]) => runCli('queue', ...args, ...secret, '--json');

      const open = await runCli('masks', folder, '--whole', '--queue', `redis://:secret@127.0.0.1:${redis.port}`);
      expect([open.code, open.stderr]).toEqual([1, expect.stringContaining('SAM_UNET_QUEUE_PASSWORD')]);
      expect(open.stderr).not.toContain('secret');
      for (const command of [['queue', 'status'], ['worker']]) {
        const refused = await runCli(...command, '--queue', url);
        expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('The queue refused a command')]);
      }

      await tend('pause');
      const run = runCli('masks', folder, '--whole', ...secret, '--batch', '30', '--run', 'tended', '--json');
      const counts = async () => JSON.parse((await tend('status')).stdout) as Record<string, number | boolean>;
      await expect.poll(async () => (await counts())['waiting'], { timeout: 120_000 }).toBe(images / 30);
      start(['worker', '--queue', url], env);
      await expect.poll(async () => (await counts())['workers'], { timeout: 120_000 }).toBe(1);
      expect([masked(folder), (await counts())['paused']]).toEqual([0, true]);
      // Of a newer version, of another program, and of a folder that is not there for long.
      const connection = { host: '127.0.0.1', port: redis.port, password: 'secret' };
      const queue = new Queue('sam-unet', { connection });
      await queue.add('batch', { version: 2 }, { jobId: 'newer' });
      await queue.add('batch', { hello: 'world' }, { jobId: 'other' });
      await queue.close();
      await tend('resume');
      expect((await run).code).toBe(0);
      expect(masked(folder)).toBe(images);
      const dead = async () => JSON.parse((await tend('dead')).stdout) as { id: string; reason: string }[];
      await expect
        .poll(async () => (await dead()).map(({ id }) => id).sort(), { timeout: 120_000 })
        .toEqual(['newer', 'other']);
      expect((await dead()).find(({ id }) => id === 'newer')?.reason).toContain('is of version 2');
      await tend('pause');
      expect(JSON.parse((await tend('requeue', 'newer')).stdout)).toEqual({ requeued: ['newer'] });
      expect(await counts()).toMatchObject({ waiting: 1, dead: 1 });
      await tend('drain');
      expect(await counts()).toMatchObject({ waiting: 0, dead: 1 });
    } finally {
      await redis.stop();
    }
  }, 600_000);

  it('speak TLS with a server whose authority they know, and with no other', async () => {
    const [key, certificate] = [at('key.pem'), at('certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const tls = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    const redis = await RedisServer.start('--tls-auth-clients', 'no', ...tls, '--tls-port', String(await freePort()));
    try {
      const url = `rediss://localhost:${redis.tlsPort}`;
      const known = await runCli('queue', 'status', '--queue', url, '--queue-ca', certificate, '--json');
      expect(JSON.parse(known.stdout)).toMatchObject({ waiting: 0, workers: 0 });
      const { stderr } = await runCliUntil(
        (text) => text.includes('does not answer'),
        'queue',
        'status',
        '--queue',
        url,
      );
      expect(stderr).toMatch(/self-signed certificate/);
    } finally {
      await redis.stop();
    }
  }, 300_000);
});

describe.skipIf(noPostgres !== undefined || process.platform === 'win32')('workers of a queue in PostgreSQL', () => {
  it('killed, cut off, with a server that crashed and a queue that was paused, they make every mask once', async () => {
    const postgres = await PostgresServer.start();
    const way = await CuttableWay.to(postgres.port);
    try {
      const folder = prepare('in tables', few);
      const far = postgres.url.replace(`:${postgres.port}/`, `:${way.port}/`);
      const env = { SAM_UNET_QUEUE_USER: 'sam', SAM_UNET_QUEUE_PASSWORD: postgres.password };
      writeFileSync(at('postgres password'), postgres.password);
      const refused = await runCli('queue', 'status', '--queue', postgres.url);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('The queue refused a command')]);
      const tend = async (...args: readonly string[]) =>
        JSON.parse((await runCliWith(env, 'queue', ...args, '--queue', postgres.url, '--json')).stdout) as object;
      expect(await tend('pause')).toMatchObject({ waiting: 0, paused: true });
      const args = ['masks', folder, '--whole', '--queue', postgres.url, '--batch', '2', '--run', 'night', '--json'];
      const run = runCliWith(env, ...args);
      await expect.poll(() => tend('status'), { timeout: 120_000 }).toMatchObject({ waiting: few / 2 });
      const workers = [start(workerArgs(postgres.url), env), start(workerArgs(far), env)];
      await expect.poll(() => tend('status'), { timeout: 120_000 }).toMatchObject({ workers: 2, active: 0 });
      await tend('resume');
      await expect.poll(() => masked(folder), { timeout: 240_000, interval: 50 }).toBeGreaterThanOrEqual(3);
      kill(workers[0]!);
      workers[0] = start(workerArgs(postgres.url), env);
      await postgres.restart();
      await expect.poll(() => masked(folder), { timeout: 240_000, interval: 50 }).toBeGreaterThanOrEqual(6);
      way.cut();
      await pause(6000);
      way.mend();
      const { code, stdout, stderr } = await run;
      expect({ code, stderr: stderr.replaceAll(/The queue does not answer.*\n/g, '') }).toEqual({
        code: 0,
        stderr: '',
      });
      const summary = JSON.parse(stdout) as BulkSummary;
      expect(summary).toMatchObject({ run: 'night', skipped: [], failed: [], cancelled: false });
      expect([...summary.written].sort()).toEqual(names.slice(0, few));
      const status = await tend('status');
      expect(status).toMatchObject({ waiting: 0, active: 0, delayed: 0, done: 0, dead: 0 });
      expect((await readRun(folder, 'night')).state).toBe('ended');
    } finally {
      way.close();
      for (const child of children) kill(child);
      await postgres.stop();
    }
  }, 600_000);
});
