import { t } from '../../text/message';
import { damaged } from '../failures';
import type { BmpHeader } from './header';

/** Bytes of a row, which is padded to four. */
export function rowBytes({ width, bits }: BmpHeader): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/** Whether the palette has greys only, so that the image is no colour image. */
export function isGrey({ palette }: BmpHeader): boolean {
  return palette.length > 0 && palette.every(([red, green, blue]) => red === green && green === blue);
}

/**
 * Grey or interleaved RGB, from the top row down.
 * @param data all rows as stored
 * @throws UserError `damaged` for indices that are in no palette
 */
export function toPixels(data: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, topDown, palette } = header;
  const channels = isGrey(header) ? 1 : 3;
  const pixels = new Uint8Array(width * height * channels);
  const read = palette.length > 0 ? indexed(header, channels) : header.bits === 24 ? readBgr : masked(header);
  for (let y = 0; y < height; y++) {
    const row = topDown ? y : height - 1 - y;
    const stored = data.subarray(row * rowBytes(header), (row + 1) * rowBytes(header));
    read(stored, pixels.subarray(y * width * channels, (y + 1) * width * channels));
  }
  return pixels;
}

type RowReader = (stored: Uint8Array, row: Uint8Array) => void;

const readBgr: RowReader = (stored, row) => {
  for (let i = 0; i < row.length; i += 3) {
    row[i] = stored[i + 2]!;
    row[i + 1] = stored[i + 1]!;
    row[i + 2] = stored[i]!;
  }
};

function indexed({ width, bits, palette }: BmpHeader, channels: 1 | 3): RowReader {
  return (stored, row) => {
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      const index = (stored[bit >> 3]! >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
      const color = palette[index];
      if (color === undefined) throw damaged(t`A pixel has palette index ${index}, which has no colour.`);
      for (let channel = 0; channel < channels; channel++) row[x * channels + channel] = color[channel]!;
    }
  };
}

function masked({ width, bits, masks }: BmpHeader): RowReader {
  return (stored, row) => {
    const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
    for (let x = 0; x < width; x++) {
      const pixel = bits === 16 ? view.getUint16(x * 2, true) : view.getUint32(x * 4, true);
      masks.forEach(({ shift, maximum }, channel) => {
        row[x * 3 + channel] = Math.floor((((pixel >>> shift) & maximum) * 255) / maximum);
      });
    }
  };
}
