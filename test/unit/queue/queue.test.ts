import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { newBatch, parseBatch, parseReport } from '../../../src/core/bulk/batch';
import { addressText, queueAddress } from '../../../src/node/queue/address';
import { serveMetrics, WorkerMetrics } from '../../../src/node/queue/metrics';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'queue-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the address of a queue', () => {
  it.each([
    ['redis://lab', { server: 'redis', host: 'lab', port: 6379, database: '0' }],
    ['redis://10.0.0.1:7000/3', { server: 'redis', host: '10.0.0.1', port: 7000, database: '3' }],
    ['redis://[::1]:7000', { server: 'redis', host: '::1', port: 7000, database: '0' }],
    ['rediss://lab/0', { server: 'redis', host: 'lab', port: 6379, database: '0', tls: {} }],
    ['postgres://lab', { server: 'postgres', host: 'lab', port: 5432, database: 'postgres' }],
    ['postgres://lab:7000/night', { server: 'postgres', host: 'lab', port: 7000, database: 'night' }],
    ['postgres://lab/x?sslmode=verify-full', { server: 'postgres', host: 'lab', port: 5432, database: 'x', tls: {} }],
  ])('is read from %j', async (url, expected) => {
    expect(await queueAddress({ url, name: 'q' }, {})).toEqual({ ...expected, name: 'q' });
  });

  it.each([
    '',
    'lab',
    'http://lab',
    'redis://',
    'redis://lab/x',
    'redis://lab/1/2',
    'redis://lab?password=x',
    'redis://lab#x',
    'redis://lab/0?sslmode=verify-full',
    'postgres://lab/x?sslmode=prefer',
    'postgres://lab/x/y',
    'postgres://',
  ])('is not read from %j', async (url) => {
    await expect(queueAddress({ url, name: 'q' }, {})).rejects.toThrow('not the address of a queue');
  });

  it('has no credentials in it: they come from the environment or a file, and are never printed', async () => {
    for (const url of ['redis://:hush@lab', 'redis://me:hush@lab', 'postgres://me:hush@lab/x']) {
      const refused = await queueAddress({ url, name: 'q' }, {}).catch((error: unknown) => error as UserError);
      expect(refused).toMatchObject({ code: 'bad-input' });
      expect((refused as UserError).message).not.toContain('hush');
    }
    const env = { SAM_UNET_QUEUE_USER: 'me', SAM_UNET_QUEUE_PASSWORD: 'hush' };
    const address = await queueAddress({ url: 'redis://lab', name: 'q' }, env);
    expect(address).toMatchObject({ username: 'me', password: 'hush' });
    expect(addressText(address)).toBe('redis://lab:6379/0 q');
    const passwordFile = path.join(folder, 'password');
    writeFileSync(passwordFile, 'from a file\n');
    expect(await queueAddress({ url: 'redis://lab', name: 'q', passwordFile }, env)).toMatchObject({
      password: 'from a file',
    });
    const missing = path.join(folder, 'none');
    await expect(queueAddress({ url: 'redis://lab', name: 'q', passwordFile: missing }, {})).rejects.toThrow(missing);
  });
});

describe('a batch', () => {
  const batch = newBatch({
    ...{ run: 'night', folder: '/data', sources: [{ kind: 'whole' }], by: 'tests', model: 'ab' },
    images: ['a.png', 'b.png'],
  });

  it('comes back from the queue as it was', () => {
    expect(parseBatch(JSON.parse(JSON.stringify(batch)))).toEqual(batch);
  });

  it('of a newer version is refused by name, and so is anything else', () => {
    expect(() => parseBatch({ ...batch, version: 2 })).toThrow('is of version 2');
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ version: fc.constant(1), run: fc.string() })), (data) => {
        expect(() => parseBatch(data)).toThrow(UserError);
      }),
    );
    for (const wrong of [{ images: [] }, { run: '../x' }, { images: [1] }, { sources: [{ kind: 'shell' }] }]) {
      expect(() => parseBatch({ ...batch, ...wrong })).toThrow('not a SAM-UNet batch');
    }
  });

  it('is reported on by lines about its own images only', () => {
    const written = { type: 'written', image: 'a.png', version: 'v' };
    const report = [written, { ...written, image: '../else.png' }, { type: 'ended' }, 'text', null];
    expect(parseReport(report, batch)).toEqual([written]);
    for (const none of [undefined, 'text', {}]) expect(parseReport(none, batch)).toEqual([]);
  });
});

describe('metrics of a worker', () => {
  it('count what it has done, at one path on the loopback', async () => {
    const metrics = new WorkerMetrics();
    const written = { type: 'written', image: 'a.png', version: 'v' } as const;
    metrics.ended({ entries: [{ type: 'begun', image: 'a.png' }, written], seconds: 1.5 });
    metrics.retried();
    const { port, close } = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
    try {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(text).toContain('sam_unet_images_total{outcome="written"} 1\n');
      expect(text).toContain('sam_unet_images_total{outcome="failed"} 0\n');
      expect(text).toContain('# TYPE sam_unet_batches_total counter\nsam_unet_batches_total 1\n');
      expect(text).toContain('sam_unet_batch_seconds_total 1.5\n');
      // Every line is a comment or a sample.
      for (const line of text.trimEnd().split('\n'))
        expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="\w+"\})? [\d.]+)$/);
      expect((await fetch(`http://127.0.0.1:${port}/else`)).status).toBe(404);
    } finally {
      close();
    }
  });

  it('say so where the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(serveMetrics(new WorkerMetrics(), { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'in-use',
    });
    server.close();
  });
});
