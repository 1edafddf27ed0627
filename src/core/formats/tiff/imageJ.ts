import { t } from '../../text/message';
import { millimetresPer } from './lengthUnit';
import { knownSpacing, type Metadata } from './described';

/** Calibration functions by their number in ImageJ's `cf`: a straight line is the only one that is a slope and an intercept. */
const straightLine = '0';

/**
 * ImageJ's description: lines of `name=value`.
 * @param resolution in pixels per the unit that it names
 */
export function readImageJ(description: string, resolution: readonly [number, number]): Metadata {
  const value = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(description)?.[1]?.trim();
  const count = (name: string): number => Math.max(1, Math.trunc(Number(value(name))) || 1);
  const unit = millimetresPer(value('unit') ?? '');
  const [across, down] = resolution;
  const [channels, slices, frames, images] = [count('channels'), count('slices'), count('frames'), count('images')];
  const isHyperstack = channels * slices * frames > 1;
  return {
    images: Math.max(images, channels * slices * frames),
    // Channels change before slices, and frames after them.
    ...(isHyperstack
      ? {
          axes: [
            { size: channels, isSlice: false },
            { size: slices, isSlice: true },
            { size: frames, isSlice: false },
          ],
        }
      : {}),
    ...knownSpacing(unit / across, unit / down),
    ...calibration(value),
  };
}

/** How ImageJ reckons values: signed 16-bit images, for one, are stored 32768 higher than they are. */
function calibration(
  value: (name: string) => string | undefined,
): Pick<Metadata, 'slope' | 'intercept' | 'unit' | 'remarks'> {
  const calibrated = value('cf');
  if (calibrated === undefined) return {};
  const [intercept, slope] = [Number(value('c0')), Number(value('c1'))];
  if (calibrated !== straightLine || !Number.isFinite(intercept) || !Number.isFinite(slope) || slope === 0) {
    return { remarks: [t`ImageJ’s calibration of the values is not linear; the stored values are shown.`] };
  }
  const unit = value('vunit') ?? '';
  return { slope, intercept, ...(/^gray value$/i.test(unit) ? {} : { unit }) };
}
