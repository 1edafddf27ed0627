import { english, type Text } from '../text/message';
import type { DatasetImage } from './datasetImage';
import { matches, type Filter } from './filter/filter';
import { groupsOf, type GroupKey, type Grouping } from './grouping';
import { smallest } from './smallest';
import { isFinished } from './status';

/** Which images are shown, and how they are put together. */
export interface Arrangement {
  readonly grouping: Grouping;
  readonly filter: Filter;
}

export interface TreeGroup {
  readonly kind: 'group';
  /** Stays the same from one tree to the next. */
  readonly id: string;
  readonly name: Text;
  /** Images in it and the groups below. */
  readonly images: number;
  /** Those of them with unreviewed masks. */
  readonly unreviewed: number;
  /** Those of them that are finished: a person has reviewed what they have. */
  readonly finished: number;
  /** Absolute path with `/` between folders, for a group that is a folder. */
  readonly folder?: string;
}

export interface TreeImage {
  readonly kind: 'image';
  readonly id: string;
  readonly image: DatasetImage;
}

/** The beginning of a group's content. */
export interface TreePage {
  readonly nodes: readonly (TreeGroup | TreeImage)[];
  /** Number of groups and images that follow. */
  readonly more: number;
}

export interface TreeTotals {
  readonly images: number;
  /** Images that the filter lets through. */
  readonly shown: number;
  /** Those of them with unreviewed masks. */
  readonly unreviewed: number;
}

interface Group extends GroupKey {
  readonly id: string;
  readonly folder?: string;
  readonly groups: Set<Group>;
  readonly members: Set<DatasetImage>;
  images: number;
  unreviewed: number;
  finished: number;
}

type Compare = (a: string, b: string) => number;

/**
 * The images of a dataset in groups. Building it visits each image once, and a change visits only that image; what a
 * group holds is put in order only when it is asked for, and only as far as it is.
 */
export class DatasetTree {
  readonly #arrangement: Arrangement;
  readonly #compare: Compare;
  readonly #groups = new Map<string, Group>();
  /** Groups of folders with those above them, the nearest first. */
  readonly #lineages = new Map<string, readonly Group[]>();
  readonly #top: Group;
  #images = 0;

  /**
   * @param roots absolute paths of the workspace folders; with several, each is a group of its own
   * @param compare order of paths
   */
  constructor(images: Iterable<DatasetImage>, roots: readonly string[], arrangement: Arrangement, compare: Compare) {
    this.#arrangement = arrangement;
    this.#compare = compare;
    const [root = ''] = roots;
    this.#top =
      roots.length === 1 && arrangement.grouping === 'folder' ? this.#add(folderKey(root, '')) : this.#add(top);
    for (const image of images) this.change(undefined, image);
  }

  /**
   * Takes note of an image that has come, gone or changed.
   * @param before as it is in the tree; undefined for one that is not
   */
  change(before: DatasetImage | undefined, after: DatasetImage | undefined): void {
    const { filter } = this.#arrangement;
    if (before !== undefined) {
      this.#images--;
      if (matches(before, filter)) this.#remove(before);
    }
    if (after === undefined) return;
    this.#images++;
    if (matches(after, filter)) this.#place(after);
  }

  get totals(): TreeTotals {
    const { images, unreviewed } = this.#top;
    return { images: this.#images, shown: images, unreviewed };
  }

  /**
   * What comes first in a group: the groups in it, then its images.
   * @param id of the group; the top when left out. A group that is gone is empty.
   * @param limit number of groups and images
   */
  children(id: string | undefined, limit: number): TreePage {
    const group = id === undefined ? this.#top : this.#groups.get(id);
    if (group === undefined) return { nodes: [], more: 0 };
    const groups = smallest(
      [...group.groups],
      limit,
      (a, b) => a.rank - b.rank || this.#compare(english(a.name), english(b.name)),
    );
    const images = smallest([...group.members], limit - groups.length, this.#order);
    return {
      nodes: [
        ...groups.map(summary),
        ...images.map((image): TreeImage => ({ kind: 'image', id: `${group.id}\n${image.root}/${image.path}`, image })),
      ],
      more: group.groups.size + group.members.size - groups.length - images.length,
    };
  }

  /** By name; the worst first where quality is what groups. */
  readonly #order = (a: DatasetImage, b: DatasetImage): number => {
    const byQuality = this.#arrangement.grouping === 'quality' ? (a.quality ?? 1) - (b.quality ?? 1) : 0;
    return byQuality || this.#compare(a.path, b.path);
  };

  #place(image: DatasetImage): void {
    for (const lineage of this.#lineagesOf(image)) {
      lineage[0]!.members.add(image);
      for (const group of lineage) count(group, image, 1);
    }
    if (this.#arrangement.grouping !== 'folder') count(this.#top, image, 1);
  }

  #remove(image: DatasetImage): void {
    for (const lineage of this.#lineagesOf(image)) {
      lineage[0]!.members.delete(image);
      for (const [at, group] of lineage.entries()) {
        count(group, image, -1);
        if (group.images > 0 || group === this.#top) continue;
        (lineage[at + 1] ?? this.#top).groups.delete(group);
        this.#groups.delete(group.id);
        this.#lineages.delete(group.id);
      }
    }
    if (this.#arrangement.grouping !== 'folder') count(this.#top, image, -1);
  }

  /** The groups that an image is a member of, each with those above it that are folders. */
  #lineagesOf(image: DatasetImage): readonly (readonly Group[])[] {
    const { grouping } = this.#arrangement;
    if (grouping === 'folder') return [this.#folder(image.root, parentOf(image.path))];
    return groupsOf(image, grouping).map((key) => [this.#groups.get(key.key) ?? this.#add(key, this.#top)]);
  }

  /** The group of a folder and those above it, made where they are missing. */
  #folder(root: string, path: string): readonly Group[] {
    const key = folderKey(root, path);
    const known = this.#lineages.get(key.key);
    if (known !== undefined) return known;
    const above =
      path === '' ? (this.#top.folder === undefined ? [this.#top] : []) : this.#folder(root, parentOf(path));
    const group = this.#groups.get(key.key) ?? this.#add(key, above[0]);
    const lineage = [group, ...above];
    this.#lineages.set(key.key, lineage);
    return lineage;
  }

  #add(key: GroupKey & { readonly folder?: string }, parent?: Group): Group {
    const group: Group = {
      ...key,
      id: key.key,
      groups: new Set(),
      members: new Set(),
      images: 0,
      unreviewed: 0,
      finished: 0,
    };
    this.#groups.set(group.id, group);
    parent?.groups.add(group);
    return group;
  }
}

/** No group of images has this key: it holds them all. */
const top: GroupKey = { key: '\n', name: '', rank: 0 };

function folderKey(root: string, path: string): GroupKey & { readonly folder: string } {
  const folder = path === '' ? root : `${root}/${path}`;
  return { key: folder, folder, name: folder.slice(folder.lastIndexOf('/') + 1), rank: 0 };
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function count(group: Group, { unreviewed, status }: DatasetImage, by: 1 | -1): void {
  group.images += by;
  if (unreviewed > 0) group.unreviewed += by;
  if (isFinished(status)) group.finished += by;
}

function summary({ id, name, images, unreviewed, finished, folder }: Group): TreeGroup {
  return { kind: 'group', id, name, images, unreviewed, finished, ...(folder === undefined ? {} : { folder }) };
}
