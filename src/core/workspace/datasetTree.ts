import type { DatasetImage } from './datasetImage';
import { matches, type Filter } from './filter/filter';
import { groupsOf, type GroupKey, type Grouping } from './grouping';
import { smallest } from './smallest';

/** Which images are shown, and how they are put together. */
export interface Arrangement {
  readonly grouping: Grouping;
  readonly filter: Filter;
}

export interface TreeGroup {
  readonly kind: 'group';
  /** Stays the same from one tree to the next. */
  readonly id: string;
  readonly name: string;
  /** Images in it and the groups below. */
  readonly images: number;
  /** Those of them with masks that nobody has looked at. */
  readonly unreviewed: number;
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
  /** Those of them with masks that nobody has looked at. */
  readonly unreviewed: number;
}

interface Group extends GroupKey {
  readonly id: string;
  readonly folder?: string;
  readonly groups: Group[];
  readonly members: DatasetImage[];
  images: number;
  unreviewed: number;
}

type Compare = (a: string, b: string) => number;

/**
 * The images of a workspace in groups. Making it takes one look at each image; what a group holds is put in order only when it
 * is asked for, and only as far as it is.
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
    for (const image of images) {
      this.#images++;
      if (matches(image, arrangement.filter)) this.#place(image);
    }
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
    const groups = smallest(group.groups, limit, (a, b) => a.rank - b.rank || this.#compare(a.name, b.name));
    const images = smallest(group.members, limit - groups.length, this.#order);
    return {
      nodes: [
        ...groups.map(summary),
        ...images.map((image): TreeImage => ({ kind: 'image', id: `${group.id}\n${image.root}/${image.path}`, image })),
      ],
      more: group.groups.length + group.members.length - groups.length - images.length,
    };
  }

  /** By name; the worst first where quality is what groups. */
  readonly #order = (a: DatasetImage, b: DatasetImage): number => {
    const byQuality = this.#arrangement.grouping === 'quality' ? (a.quality ?? 1) - (b.quality ?? 1) : 0;
    return byQuality || this.#compare(a.path, b.path);
  };

  #place(image: DatasetImage): void {
    const { grouping } = this.#arrangement;
    const isUnreviewed = image.unreviewed > 0 ? 1 : 0;
    const count = (group: Group): void => {
      group.images++;
      group.unreviewed += isUnreviewed;
    };
    if (grouping === 'folder') {
      const slash = image.path.lastIndexOf('/');
      const lineage = this.#folder(image.root, slash < 0 ? '' : image.path.slice(0, slash));
      lineage[0]!.members.push(image);
      lineage.forEach(count);
      return;
    }
    count(this.#top);
    for (const key of groupsOf(image, grouping)) {
      const group = this.#groups.get(key.key) ?? this.#add(key, this.#top);
      group.members.push(image);
      count(group);
    }
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
    const group: Group = { ...key, id: key.key, groups: [], members: [], images: 0, unreviewed: 0 };
    this.#groups.set(group.id, group);
    parent?.groups.push(group);
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

function summary({ id, name, images, unreviewed, folder }: Group): TreeGroup {
  return { kind: 'group', id, name, images, unreviewed, ...(folder === undefined ? {} : { folder }) };
}
