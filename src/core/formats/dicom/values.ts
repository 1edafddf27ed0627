import type { Slice } from '../../image/slice';
import type { Window } from '../../image/window';
import { decimals, strings, type DataSet } from './dataSet';
import type { FrameGroups } from './functionalGroups';
import type { ImagePixel } from './imagePixel';

const tags = {
  pixelValueTransformation: 'x00289145',
  frameVoiLut: 'x00289132',
  rescaleIntercept: 'x00281052',
  rescaleSlope: 'x00281053',
  rescaleType: 'x00281054',
  windowCenter: 'x00281050',
  windowWidth: 'x00281051',
  windowExplanation: 'x00281055',
  windowFunction: 'x00281056',
  pixelPaddingValue: 'x00280120',
  pixelPaddingLimit: 'x00280121',
};

/** Slope and intercept from stored to modality values (PS3.3 C.11.1). */
export function rescaleOf(groups: FrameGroups, frame: number): Pick<Slice, 'slope' | 'intercept'> {
  const macro = groups.macro(frame, tags.pixelValueTransformation);
  const [slope = 1] = decimals(macro, tags.rescaleSlope);
  const [intercept = 0] = decimals(macro, tags.rescaleIntercept);
  return { slope: slope === 0 ? 1 : slope, intercept };
}

/** Unit of the modality values: CT is in HU unless the header says something else. */
export function unitOf(groups: FrameGroups, modality: string): string {
  const type = groups.macro(0, tags.pixelValueTransformation)?.string(tags.rescaleType);
  if (type === undefined || type === '') return modality === 'CT' ? 'HU' : '';
  return type === 'US' ? '' : type;
}

/** The header's windows in order (PS3.3 C.11.2.1.2); pairs that are incomplete or impossible are left out. */
export function windowsOf(groups: FrameGroups, frame: number): readonly Window[] {
  const macro = groups.macro(frame, tags.frameVoiLut);
  const centers = decimals(macro, tags.windowCenter);
  const widths = decimals(macro, tags.windowWidth);
  const names = strings(macro, tags.windowExplanation);
  const exact = macro?.string(tags.windowFunction) === 'LINEAR_EXACT';
  return centers.flatMap((center, i) => {
    const width = widths[i];
    if (width === undefined || !(width > 0)) return [];
    const name = names[i];
    const window = exact ? { center: center + 0.5, width: width + 1 } : { center, width };
    return [name === undefined || name === '' ? window : { ...window, name }];
  });
}

/** The range of stored values that fill pixels outside the image (PS3.3 C.7.5.1.1.2). */
export function paddingOf(dataSet: DataSet, { signed }: ImagePixel): readonly [number, number] | undefined {
  const read = (tag: string): number | undefined => (signed ? dataSet.int16(tag) : dataSet.uint16(tag));
  const value = read(tags.pixelPaddingValue);
  if (value === undefined) return undefined;
  const limit = read(tags.pixelPaddingLimit) ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}
