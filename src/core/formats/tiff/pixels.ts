import { rectHeight, rectWidth, type Rect } from '../../geometry/rect';
import type { SampleArray } from '../../image/slice';
import { t } from '../../text/message';
import { damaged } from '../failures';
import { bytesPerSample, toBytes, toSamples } from '../samples';
import { decodeChunks, type ChunkPlace, type PageSource } from './chunks';
import { tag, type Directory } from './directory';
import type { PageHeader } from './header';

/**
 * Grey samples of a rectangle of a page, or its 8-bit RGB. Transparency is laid over black; samples beyond the colours are left
 * out.
 * @param onBroken see `decodeChunks`; what is left out is black
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export async function readPixels(
  source: PageSource,
  rect: Rect,
  onBroken?: (chunk: ChunkPlace, error: unknown) => void,
): Promise<SampleArray> {
  const { header, page } = source;
  const { bits, color, alpha, sampleType } = header;
  const shown = color === 'rgb' ? 3 : 1;
  const kept = alpha && header.samples > shown ? shown + 1 : shown;
  const samples = toSamples(await gather(source, kept, rect, onBroken), sampleType, true);
  const visible = kept > shown ? overBlack(samples, kept, 2 ** bits - 1) : samples;
  if (color === 'palette') return lookUp(visible, bits, page);
  if (color === 'rgb') return toBytes(visible, bits);
  return bits < 8 ? Uint8Array.from(visible, (sample) => sample * (255 / (2 ** bits - 1))) : visible;
}

/** The first `kept` samples of every pixel, interleaved, row by row. */
async function gather(
  source: PageSource,
  kept: number,
  rect: Rect,
  onBroken?: (chunk: ChunkPlace, error: unknown) => void,
): Promise<Uint8Array> {
  const { samples, planar, chunkWidth, sampleType } = source.header;
  const width = rectWidth(rect);
  const size = bytesPerSample(sampleType);
  const part = new Uint8Array(width * rectHeight(rect) * kept * size);
  const step = (planar ? 1 : samples) * size;
  const width1 = (planar ? 1 : kept) * size;
  for await (const chunk of decodeChunks(source, planar ? kept : 1, rect, onBroken)) {
    const from = { x: Math.max(chunk.left, rect.x0), y: Math.max(chunk.top, rect.y0) };
    const columns = Math.min(chunk.left + chunkWidth, rect.x1) - from.x;
    const end = Math.min(chunk.top + chunk.rows, rect.y1);
    for (let y = from.y; y < end; y++) {
      const start = ((y - chunk.top) * chunkWidth + from.x - chunk.left) * step;
      const to = ((y - rect.y0) * width + from.x - rect.x0) * kept * size + chunk.plane * size;
      if (step === width1 && !planar) part.set(chunk.samples.subarray(start, start + columns * step), to);
      else {
        for (let x = 0; x < columns; x++) {
          const at = start + x * step;
          for (let byte = 0; byte < width1; byte++) part[to + x * kept * size + byte] = chunk.samples[at + byte]!;
        }
      }
    }
  }
  return part;
}

/** Multiplies by the last sample of every pixel and drops it. */
function overBlack(samples: SampleArray, kept: number, opaque: number): SampleArray {
  const shown = kept - 1;
  const visible = samples.slice(0, (samples.length / kept) * shown);
  for (let from = 0, to = 0; to < visible.length; from += kept) {
    const alpha = samples[from + shown]! / opaque;
    for (let i = 0; i < shown; i++) visible[to++] = Math.round(samples[from + i]! * alpha);
  }
  return visible;
}

/** RGB of a ColorMap: all reds, all greens, all blues, of 16 bits. */
function lookUp(indices: SampleArray, bits: number, page: Directory): Uint8Array {
  const colors = page.numbers(tag.colorMap);
  const count = 2 ** bits;
  if (colors.length < 3 * count) throw damaged(t`The palette of the TIFF is incomplete.`);
  // Some programs write colours of 8 bits.
  const shift = colors.some((value) => value > 255) ? 8 : 0;
  const rgb = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++) {
    for (let channel = 0; channel < 3; channel++)
      rgb[i * 3 + channel] = colors[channel * count + indices[i]!]! >> shift;
  }
  return rgb;
}

/** Whether a page is shown in colour. */
export function isColor({ color }: PageHeader): boolean {
  return color !== 'grey';
}
