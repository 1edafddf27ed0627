import { t, type Message } from './message';

/** A count in the plural; `shown` is the number with separators of thousands. */
type Plural = (shown: string) => Message;

const nouns = {
  box: [t`1 box`, (shown) => t`${shown} boxes`],
  example: [t`1 example`, (shown) => t`${shown} examples`],
  file: [t`1 file`, (shown) => t`${shown} files`],
  image: [t`1 image`, (shown) => t`${shown} images`],
  mask: [t`1 mask`, (shown) => t`${shown} masks`],
  note: [t`1 note`, (shown) => t`${shown} notes`],
  object: [t`1 object`, (shown) => t`${shown} objects`],
  shard: [t`1 shard`, (shown) => t`${shown} shards`],
  slice: [t`1 slice`, (shown) => t`${shown} slices`],
} satisfies Readonly<Record<string, readonly [one: Message, many: Plural]>>;

export type CountedNoun = keyof typeof nouns;

/** “1 image”, “3 images”, “12,345 images”. */
export function counted(count: number, noun: CountedNoun): Message {
  const [one, many] = nouns[noun];
  return count === 1 ? one : many(count.toLocaleString('en'));
}
