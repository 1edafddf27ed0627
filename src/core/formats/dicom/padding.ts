import type { DataSet } from './element';
import type { ImagePixel } from './imagePixel';

const tags = { pixelPaddingValue: 'x00280120', pixelPaddingLimit: 'x00280121' };

/** The range of stored values that fill pixels outside the image (PS3.3 C.7.5.1.1.2). */
export function paddingOf(dataSet: DataSet, { signed }: ImagePixel): readonly [number, number] | undefined {
  const read = (tag: string): number | undefined => (signed ? dataSet.int16(tag) : dataSet.uint16(tag));
  const value = read(tags.pixelPaddingValue);
  if (value === undefined) return undefined;
  const limit = read(tags.pixelPaddingLimit) ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}
