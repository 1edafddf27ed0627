import type { SampleArray } from '../../image/slice';

/** Planes of red, green and blue (or Y, CB, CR) as interleaved samples. */
export function interleave(planes: SampleArray): SampleArray {
  const pixels = planes.length / 3;
  const mixed = planes.slice();
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < pixels; i++) mixed[i * 3 + channel] = planes[channel * pixels + i]!;
  }
  return mixed;
}

/** YBR_FULL_422, Y Y CB CR for two pixels of a row, as YBR_FULL (PS3.3 C.7.6.3.1.2). */
export function expand422(samples: Uint8Array): Uint8Array {
  const full = new Uint8Array((samples.length / 2) * 3);
  for (let from = 0, to = 0; from + 3 < samples.length; from += 4, to += 6) {
    const cb = samples[from + 2]!;
    const cr = samples[from + 3]!;
    full.set([samples[from]!, cb, cr, samples[from + 1]!, cb, cr], to);
  }
  return full;
}

/** YBR_FULL as RGB (PS3.3 C.7.6.3.1.2, inverted). */
export function ybrToRgb(ybr: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let i = 0; i < ybr.length; i += 3) {
    const y = ybr[i]!;
    const cb = ybr[i + 1]! - 128;
    const cr = ybr[i + 2]! - 128;
    rgb[i] = y + 1.402 * cr;
    rgb[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[i + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(rgb.buffer);
}
