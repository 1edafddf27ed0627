import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { english } from '../../../src/core/text/message';
import { parseFilter } from '../../../src/core/dataset/filter/filter';
import type { DatasetApi } from '../../../src/node/dataset/datasetApi';
import { datasetServer } from '../../../src/node/dataset/datasetServer';

let root = '';
let server: DatasetApi;
const changed = vi.fn(() => Promise.resolve());

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'workspace-'));
  mkdirSync(path.join(root, 'ct'));
  for (const name of ['ct/1.png', 'ct/2.png', '3.png']) writeFileSync(path.join(root, name), '');
  changed.mockClear();
  server = datasetServer({ roots: [root], series: 'whole' }, { changed });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

const names = async (limit = 500): Promise<string[]> =>
  (await server.children(null, limit)).nodes.map((node) =>
    node.kind === 'group' ? english(node.name) : node.image.path,
  );

it('shows what a scan finds, filtered and in groups', async () => {
  expect(await names()).toEqual([]);
  await server.scan();
  expect(await names()).toEqual(['ct', '3.png']);
  expect(await server.totals()).toEqual({ images: 3, shown: 3, unreviewed: 0 });
  expect(await server.count(parseFilter('name:ct/*'))).toBe(2);
  expect(await server.arrange({ grouping: 'status', filter: parseFilter('-name:3.png') })).toMatchObject({ shown: 2 });
  expect(await names()).toEqual(['No masks']);
});

it('reports changes, many at a time', async () => {
  // No time passes between the changes.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await server.scan();
  vi.advanceTimersByTime(300);
  expect(changed).toHaveBeenCalledTimes(1);
  for (const name of ['4.png', '5.png', '6.png']) {
    writeFileSync(path.join(root, name), '');
    await server.changed([path.join(root, name)]);
  }
  expect(await names()).toEqual(['ct', '3.png', '4.png', '5.png', '6.png']);
  expect(changed).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(300);
  expect(changed).toHaveBeenCalledTimes(2);
});

it('can be stopped and started again', async () => {
  const scan = server.scan();
  await server.stop();
  await expect(scan).rejects.toMatchObject({ code: 'cancelled' });
  await server.scan();
  expect((await server.totals()).images).toBe(3);
});
