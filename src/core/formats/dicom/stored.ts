import type { SampleArray } from '../../image/slice';
import type { ImagePixel } from './imagePixel';

type Bits = Pick<ImagePixel, 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>;

/**
 * Keeps the stored bits of every sample and spreads their sign: other bits of the cell may hold overlays or rubbish
 * (PS3.5, 8.1.1). Changes integer samples in place.
 */
export function maskStored(samples: SampleArray, { bitsAllocated, bitsStored, highBit, signed }: Bits): SampleArray {
  if (bitsStored === bitsAllocated || bitsAllocated === 1) return samples;
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  if (signed) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! << up) >> down;
  else for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! << up) >>> down;
  return samples;
}

/** Single bits, the lowest of a byte first, as bytes of 0 and 1. */
export function unpackBits(bytes: Uint8Array, firstBit: number, count: number): Uint8Array {
  const samples = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const bit = firstBit + i;
    samples[i] = (bytes[bit >> 3]! >> (bit & 7)) & 1;
  }
  return samples;
}
