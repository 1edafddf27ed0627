/** One of the parts into which the images of a run are divided, so that several machines can work on them. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** More than any scheduler takes in one array; it bounds what a journal from elsewhere may claim. */
export const mostShards = 100_000;

/** Reads `3/7`; undefined where it names no shard. */
export function parseShard(text: string): Shard | undefined {
  const [, index = 0, count = 0] = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim())?.map(Number) ?? [];
  return index >= 1 && index <= count && count <= mostShards ? { index, count } : undefined;
}

/** “3/7”. */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** Names the journal of a shard; names of one run sort as its shards do: “003-of-100”. */
export function shardName({ index, count }: Shard): string {
  return `${String(index).padStart(String(count).length, '0')}-of-${count}`;
}

export function isSameShard(a: Shard | undefined, b: Shard | undefined): boolean {
  return a?.index === b?.index && a?.count === b?.count;
}

/** Every shard of a run. */
export function shardsOf(count: number): Shard[] {
  return Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
}

/**
 * Number of the shard that an image belongs to, from 1 to `count`. It depends on the path alone, so that machines agree on it
 * without talking, in whatever order they list the folder.
 *
 * @param image path relative to the folder, with `/`; of a series, that of its anchor. Composed and decomposed Unicode are
 *   the same, as file servers give either.
 */
export function shardOf(image: string, count: number): number {
  return (hash(image.normalize('NFC')) % count) + 1;
}

/** Whether an image belongs to a shard; every image does where there is none. */
export function isInShard(image: string, shard: Shard | undefined): boolean {
  return shard === undefined || shardOf(image, shard.count) === shard.index;
}

/**
 * FNV-1a of the UTF-16 code units, two bytes each, with the finaliser of MurmurHash3: names that differ in one digit spread evenly.
 * @returns 32 bits, unsigned
 */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    value = Math.imul(value ^ (unit & 0xff), 0x01000193);
    value = Math.imul(value ^ (unit >>> 8), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
