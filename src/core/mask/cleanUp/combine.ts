import { Mask } from '../mask';

/** What two objects make together: either, the first without the second, or both. */
export type Combination = 'union' | 'difference' | 'intersection';

/** @throws RangeError when the masks differ in size */
export function combine(a: Mask, b: Mask, how: Combination): Mask {
  if (a.width !== b.width || a.height !== b.height) throw new RangeError('The masks differ in size.');
  const result = new Uint8Array(a.data.length);
  for (let i = 0; i < result.length; i++) {
    const [own, other] = [a.data[i]!, b.data[i]!];
    result[i] = how === 'union' ? own | other : how === 'difference' ? own & (1 - other) : own & other;
  }
  return new Mask(a.width, a.height, result);
}
