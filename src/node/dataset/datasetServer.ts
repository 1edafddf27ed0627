import { Emitter } from '../../core/base/event';
import type { DatasetImage } from '../../core/dataset/datasetImage';
import { DatasetTree, type Arrangement } from '../../core/dataset/datasetTree';
import { matches } from '../../core/dataset/filter/filter';
import { sumVerdicts } from '../../core/review/labelVerdicts';
import { comparePaths } from '../files/walkFolder';
import type { DatasetApi, DatasetData, DatasetEvents } from './datasetApi';
import { ImageIndex } from './imageIndex';

/** Milliseconds between two notices of changes. */
const noticeInterval = 300;
/** Milliseconds after a change until the cache is written. */
const saveDelay = 5000;

/** Keeps the index of a dataset and its tree; the tree is made when it is asked for, and follows the index from then on. */
export function datasetServer({ roots, series, cacheFile }: DatasetData, events: DatasetEvents): DatasetApi {
  let arrangement: Arrangement = { grouping: 'folder', filter: [] };
  let tree: DatasetTree | undefined;
  let scanning: { isCancellationRequested: boolean } | undefined;
  let notice: NodeJS.Timeout | undefined;
  let saving: NodeJS.Timeout | undefined;

  const index = new ImageIndex({
    roots,
    series,
    ...(cacheFile === undefined ? {} : { cacheFile }),
    onChange: (before, after) => {
      tree?.change(before, after);
      notice ??= setTimeout(() => {
        notice = undefined;
        void events.changed();
      }, noticeInterval);
    },
  });
  const places = roots.map((root) => root.replaceAll('\\', '/'));
  const current = (): DatasetTree => (tree ??= new DatasetTree(index.images(), places, arrangement, comparePaths));

  return {
    scan: async () => {
      if (scanning !== undefined) scanning.isCancellationRequested = true;
      const token = { isCancellationRequested: false, onCancellationRequested: new Emitter().event };
      scanning = token;
      try {
        await index.scan(token);
      } finally {
        if (scanning === token) scanning = undefined;
      }
    },
    stop: () => {
      if (scanning !== undefined) scanning.isCancellationRequested = true;
      return Promise.resolve();
    },
    changed: async (files) => {
      await index.update(files);
      clearTimeout(saving);
      saving = setTimeout(() => void index.save(), saveDelay);
    },
    arrange: (next) => {
      arrangement = next;
      tree = undefined;
      return Promise.resolve(current().totals);
    },
    totals: () => Promise.resolve(current().totals),
    count: (filter) => {
      let count = 0;
      for (const image of index.images()) if (matches(image, filter)) count++;
      return Promise.resolve(count);
    },
    find: ({ root, filter, order, offset, limit }) => {
      const place = root.replaceAll('\\', '/');
      const found: DatasetImage[] = [];
      for (const image of index.images()) {
        if (image.root === place && matches(image, filter) && (order === 'name' || image.quality !== undefined))
          found.push(image);
      }
      const byPath = (a: DatasetImage, b: DatasetImage): number => comparePaths(a.path, b.path);
      found.sort(order === 'name' ? byPath : (a, b) => a.quality! - b.quality! || byPath(a, b));
      const images = found.slice(offset, limit === undefined ? undefined : offset + limit);
      return Promise.resolve({ total: found.length, images });
    },
    verdicts: (root) => {
      const place = root.replaceAll('\\', '/');
      const own = [...index.images()].filter((image) => image.root === place);
      return Promise.resolve(sumVerdicts(own.flatMap(({ verdicts = [] }) => verdicts)));
    },
    children: (group, limit) => Promise.resolve(current().children(group ?? undefined, limit)),
    lookUp: async (file) => (await index.lookUp(file)) ?? null,
  };
}
