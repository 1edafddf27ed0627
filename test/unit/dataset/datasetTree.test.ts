import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/text/message';
import type { DatasetImage } from '../../../src/core/dataset/datasetImage';
import { DatasetTree, type Arrangement, type TreePage } from '../../../src/core/dataset/datasetTree';
import { parseFilter } from '../../../src/core/dataset/filter/filter';
import { groupings } from '../../../src/core/dataset/grouping';
import { comparePaths } from '../../../src/node/files/walkFolder';
import { datasetImage } from '../../support/datasetImages';

const images = [
  datasetImage('slice 10.png'),
  datasetImage('slice 2.png', { status: 'accepted', objects: 1, labels: ['liver'], quality: 0.95 }),
  datasetImage('ct/b/1.dcm', {
    status: 'machine',
    objects: 2,
    unreviewed: 2,
    labels: ['liver', 'cyst'],
    quality: 0.4,
    modality: 'CT',
    series: { uid: '1.2', name: '3 · Portal' },
  }),
  datasetImage('ct/a/2.dcm', { modality: 'CT', series: { uid: '1.3', name: '' } }),
  datasetImage('ct/a/10.dcm', {
    status: 'machine',
    objects: 1,
    unreviewed: 1,
    labels: ['cyst'],
    quality: 0.3,
    modality: 'CT',
  }),
];

function treeOf(
  arrangement: Partial<Arrangement> = {},
  roots = ['/data'],
  all: readonly DatasetImage[] = images,
): DatasetTree {
  return new DatasetTree(all, roots, { grouping: 'folder', filter: [], ...arrangement }, comparePaths);
}

/** Groups with their counts, and names of images. */
function outline({ nodes, more }: TreePage): string[] {
  const lines = nodes.map((node) =>
    node.kind === 'group' ? `${english(node.name)} ${String(node.images)}/${String(node.unreviewed)}` : node.image.path,
  );
  return more === 0 ? lines : [...lines, `+${String(more)}`];
}

const idOf = ({ nodes }: TreePage, at: number): string => nodes[at]!.id;

describe('the tree by folder', () => {
  it('nests folders, counts what is below them, and orders names naturally', () => {
    const tree = treeOf();
    const top = tree.children(undefined, 500);
    expect(outline(top)).toEqual(['ct 3/2', 'slice 2.png', 'slice 10.png']);
    const ct = tree.children(idOf(top, 0), 500);
    expect(outline(ct)).toEqual(['a 2/1', 'b 1/1']);
    expect(outline(tree.children(idOf(ct, 0), 500))).toEqual(['ct/a/2.dcm', 'ct/a/10.dcm']);
    expect(ct.nodes[0]).toMatchObject({ folder: '/data/ct/a' });
    expect(tree.totals).toEqual({ images: 5, shown: 5, unreviewed: 2 });
  });

  it('has a group for each of several workspace folders', () => {
    const other = datasetImage('ct/x.png', { root: '/more/data' });
    const tree = treeOf({}, ['/data', '/more/data'], [...images, other]);
    const top = tree.children(undefined, 500);
    expect(outline(top)).toEqual(['data 5/2', 'data 1/0']);
    expect(outline(tree.children(idOf(top, 1), 500))).toEqual(['ct 1/0']);
  });

  it('leaves out what the filter does not let through, and folders that would be empty', () => {
    const tree = treeOf({ filter: parseFilter('quality:<0.35') });
    const top = tree.children(undefined, 500);
    expect(outline(top)).toEqual(['ct 1/1']);
    expect(outline(tree.children(idOf(top, 0), 500))).toEqual(['a 1/1']);
    expect(tree.totals).toEqual({ images: 5, shown: 1, unreviewed: 1 });
  });

  it('shows as much as is asked for, groups first', () => {
    const tree = treeOf();
    expect(outline(tree.children(undefined, 2))).toEqual(['ct 3/2', 'slice 2.png', '+1']);
    expect(outline(tree.children(undefined, 0))).toEqual(['+3']);
  });

  it('has nothing in a group that is gone', () => {
    expect(treeOf().children('/data/gone', 500)).toEqual({ nodes: [], more: 0 });
    expect(treeOf({}, ['/data'], []).children(undefined, 500)).toEqual({ nodes: [], more: 0 });
    expect(treeOf({}, [], []).totals).toEqual({ images: 0, shown: 0, unreviewed: 0 });
  });
});

describe('other groups', () => {
  it.each([
    ['status', ['No masks 2/0', 'Unreviewed 2/2', 'Accepted 1/0']],
    ['quality', ['Below 0.5 2/2', '0.9 and above 1/0', 'No estimate 2/0']],
    ['label', ['cyst 2/2', 'liver 2/1', 'No label 2/0']],
    ['modality', ['CT 3/2', 'Unknown modality 2/0']],
    ['series', ['3 · Portal 1/1', 'Unnamed CT series 1.3 1/0', 'No series 3/1']],
  ] as const)('by %s', (grouping, expected) => {
    expect(outline(treeOf({ grouping }).children(undefined, 500))).toEqual(expected);
  });

  it('by quality put the worst first', () => {
    const tree = treeOf({ grouping: 'quality' });
    const worst = tree.children(idOf(tree.children(undefined, 500), 0), 500);
    expect(outline(worst)).toEqual(['ct/a/10.dcm', 'ct/b/1.dcm']);
  });

  it('give an image in several groups different ids, which last', () => {
    const ids = (tree: DatasetTree): string[] =>
      tree.children(undefined, 500).nodes.flatMap(({ id }) => tree.children(id, 500).nodes.map((node) => node.id));
    const [first, second] = [ids(treeOf({ grouping: 'label' })), ids(treeOf({ grouping: 'label' }))];
    expect(new Set(first).size).toBe(first.length);
    expect(second).toEqual(first);
  });
});

describe('200,000 images', () => {
  const count = 200_000;
  const width = 500;
  const many = new Map([1, 1000].map((folders) => [folders, manyIn(folders)]));

  /** One flat folder, the hardest case, or a thousand of them. */
  function manyIn(folders: number): DatasetImage[] {
    return Array.from({ length: count }, (_, at) => {
      const number = (at * 7919) % count;
      return datasetImage(`${folders === 1 ? '' : `${String(number % folders)}/`}${String(number)}.png`, {
        status: number % 3 === 0 ? 'machine' : 'none',
        unreviewed: number % 3 === 0 ? 1 : 0,
        quality: (number % 100) / 100,
        labels: [`label ${String(number % 40)}`],
      });
    });
  }

  it.each([['folder', 1], ...groupings.map((grouping) => [grouping, 1000] as const)] as const)(
    'by %s in %i folders take one look each, and few comparisons',
    (grouping, folders) => {
      let looks = 0;
      let comparisons = 0;
      function* looked(): Generator<DatasetImage> {
        for (const image of many.get(folders)!) {
          looks++;
          yield image;
        }
      }
      const compare = (a: string, b: string): number => {
        comparisons++;
        return a < b ? -1 : a > b ? 1 : 0;
      };
      const filter = parseFilter('status:machine quality:<0.9 -name:*x*');
      const tree = new DatasetTree(looked(), ['/data'], { grouping, filter }, compare);
      expect(comparisons).toBe(0);
      const top = tree.children(undefined, width);
      for (const { kind, id } of top.nodes.slice(0, 3)) if (kind === 'group') tree.children(id, width);
      expect(top.nodes.length).toBeLessThanOrEqual(width);
      expect(looks).toBe(count);
      // A full sort would take more than a million.
      expect(comparisons).toBeLessThan(1.5 * count);
      expect(tree.totals).toMatchObject({ images: count });
    },
  );
});

describe('a tree that follows changes', () => {
  const facts = fc.record({
    status: fc.constantFrom('none' as const, 'machine' as const),
    unreviewed: fc.nat({ max: 1 }),
    labels: fc.subarray(['liver', 'cyst']),
    modality: fc.constantFrom('', 'CT'),
    quality: fc.constantFrom(0.3, 0.95),
    root: fc.constantFrom('/data', '/more'),
  });
  const path = fc.constantFrom('1.png', '2.png', 'a/1.png', 'a/b/1.png', 'a/b/c/1.png', 'd/1.png');
  const changes = fc.array(fc.tuple(path, fc.option(facts, { nil: undefined })), { maxLength: 30 });
  const filters = fc.constantFrom('', 'status:machine', 'label:liver');

  /** Everything in a tree. */
  const whole = (tree: DatasetTree, id?: string): unknown =>
    tree.children(id, 500).nodes.map((node) => (node.kind === 'group' ? [node, whole(tree, node.id)] : node));

  it.each(groupings)('is the one that is rebuilt, by %s', (grouping) => {
    fc.assert(
      fc.property(changes, filters, fc.nat({ max: 30 }), (steps, text, madeAt) => {
        const arrangement = { grouping, filter: parseFilter(text) };
        const known = new Map<string, DatasetImage>();
        const make = (): DatasetTree => treeOf(arrangement, ['/data', '/more'], [...known.values()]);
        let tree = make();
        for (const [at, [name, told]] of steps.entries()) {
          const before = known.get(name);
          const after = told === undefined ? undefined : datasetImage(name, told);
          if (after === undefined) known.delete(name);
          else known.set(name, after);
          tree.change(before, after);
          if (at === madeAt) tree = make();
        }
        expect(tree.totals).toEqual(make().totals);
        expect(whole(tree)).toEqual(whole(make()));
      }),
    );
  });

  it('examines no other image', () => {
    let looks = 0;
    const all = Array.from({ length: 1000 }, (_, at) => {
      const image = datasetImage(`${String(at % 10)}/${String(at)}.png`);
      return new Proxy(image, {
        get: (target, name) => {
          looks++;
          return Reflect.get(target, name) as unknown;
        },
      });
    });
    const tree = treeOf({}, ['/data'], all);
    looks = 0;
    tree.change(undefined, datasetImage('3/new.png'));
    expect(looks).toBe(0);
    expect(tree.totals.images).toBe(1001);
  });
});
