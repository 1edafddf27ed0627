import { type DecodedPng, type IndexedColors, type PngDataArray } from 'fast-png';
import { t } from '../../text/message';
import { damaged } from '../failures';

export interface Pixels {
  readonly channels: 1 | 3;
  /** Grey of 8 or 16 bits, or 8-bit RGB, interleaved. */
  readonly data: Uint8Array | Uint16Array;
}

/**
 * Grey or RGB pixels of a decoded PNG; transparency is laid over black.
 * @throws UserError `damaged` for palette indices without a colour
 */
export function toPixels(png: DecodedPng): Pixels {
  const samples = unpack(png);
  if (png.palette !== undefined) return { channels: 3, data: lookUp(samples, png.palette) };
  const visible = png.transparency === undefined ? samples : blacken(samples, png.channels, png.transparency);
  const opaque = png.channels % 2 === 0 ? overBlack(visible, png.channels, 2 ** png.depth - 1) : visible;
  const channels = png.channels < 3 ? 1 : 3;
  if (channels === 3) return { channels, data: png.depth === 16 ? to8Bit(opaque) : toBytes(opaque) };
  return { channels, data: png.depth < 8 ? spread(opaque, png.depth) : opaque };
}

type Samples = Uint8Array | Uint16Array;

/** One array element per sample: rows of fewer than 8 bits per sample are packed, each from a byte of its own. */
function unpack({ data, depth, width, height }: DecodedPng): Samples {
  if (depth === 16) return data as Uint16Array;
  if (depth === 8) return toBytes(data);
  const rowBytes = Math.ceil((width * depth) / 8);
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)]!;
      samples[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return samples;
}

function toBytes(data: PngDataArray): Uint8Array {
  return data instanceof Uint8Array ? data : Uint8Array.from(data);
}

function lookUp(indices: Samples, palette: IndexedColors): Uint8Array {
  const rgb = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++) {
    const color = palette[indices[i]!];
    if (color === undefined) throw damaged(t`A pixel has palette index ${indices[i]!}, which has no colour.`);
    const alpha = (color[3] ?? 255) / 255;
    for (let channel = 0; channel < 3; channel++) rgb[i * 3 + channel] = Math.round(color[channel]! * alpha);
  }
  return rgb;
}

/** Makes the one colour that counts as transparent black. */
function blacken(samples: Samples, channels: number, transparent: Uint16Array): Samples {
  const result = samples.slice();
  for (let at = 0; at < result.length; at += channels) {
    if (transparent.every((value, channel) => samples[at + channel] === value)) result.fill(0, at, at + channels);
  }
  return result;
}

/** Multiplies by the last channel and drops it. */
function overBlack(samples: Samples, channels: number, maximum: number): Samples {
  const visible = channels - 1;
  const length = (samples.length / channels) * visible;
  const result = samples instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let from = 0, to = 0; to < length; from += channels, to += visible) {
    const alpha = samples[from + visible]! / maximum;
    for (let channel = 0; channel < visible; channel++) {
      result[to + channel] = Math.round(samples[from + channel]! * alpha);
    }
  }
  return result;
}

function spread(samples: Samples, depth: number): Uint8Array {
  const factor = 255 / (2 ** depth - 1);
  return Uint8Array.from(samples, (sample) => sample * factor);
}

function to8Bit(samples: Samples): Uint8Array {
  return Uint8Array.from(samples, (sample) => Math.round(sample / 257));
}
