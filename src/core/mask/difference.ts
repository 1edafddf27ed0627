import { Mask } from './mask';

/** The pixels of one mask that are not in another of its size. */
export function difference({ width, height, data }: Mask, without: Mask): Mask {
  const rest = new Mask(width, height);
  for (let i = 0; i < data.length; i++) rest.data[i] = data[i]! & (1 - without.data[i]!);
  return rest;
}
