/** What the data dictionary says of an attribute. */
export interface Definition {
  readonly vr: string;
  /** Its keyword, such as `PatientName`. */
  readonly name: string;
}

/** Value representations and keywords of attributes (PS3.6), from `dictionary.json`. */
export class DataDictionary {
  readonly #groups: Readonly<Record<string, string>>;
  /** Groups that were asked for, by element. */
  readonly #read = new Map<string, ReadonlyMap<string, Definition>>();

  private constructor(groups: Readonly<Record<string, string>>) {
    this.#groups = groups;
  }

  /** Loads the dictionary, which is large, when it is needed. */
  static async load(): Promise<DataDictionary> {
    const { default: groups } = await import('./dictionary.json');
    return new DataDictionary(groups);
  }

  /** @param tag group and element in lower-case hexadecimal, eight digits */
  find(tag: string): Definition | undefined {
    const element = tag.slice(4);
    // Every even group from 5000 and from 6000 on means the same: curves and overlays (PS3.5, 7.6).
    const group = tag.slice(0, 4).replace(/^(50|60)[0-9a-f][02468ace]$/, '$1xx');
    const known = this.#group(group).get(element);
    if (known !== undefined) return known;
    if (element === '0000') return { vr: 'UL', name: 'GroupLength' };
    // PS3.5, 7.8.1: elements of private groups that say whose the others are.
    return isPrivate(tag) && element.startsWith('00') ? { vr: 'LO', name: 'PrivateCreator' } : undefined;
  }

  #group(group: string): ReadonlyMap<string, Definition> {
    const known = this.#read.get(group);
    if (known !== undefined) return known;
    const rows = (this.#groups[group] ?? '').split(', ').map((row) => row.split(' '));
    const read = new Map(rows.map(([element, vr = '', name = '']) => [element!, { vr, name }]));
    this.#read.set(group, read);
    return read;
  }
}

/** Whether a group is one that the standard leaves to others: an odd one. */
export function isPrivate(tag: string): boolean {
  return Number.parseInt(tag.slice(0, 4), 16) % 2 === 1;
}
