import type { Protocol, SliceProtocol, VolumeProtocol } from '../protocol';
import { box } from './box';
import { boxAndPoint } from './boxAndPoint';
import { boxAndClicks } from './boxAndClicks';
import { clicks } from './clicks';
import { loose } from './loose';
import { point } from './point';
import { volume, volumeCorrected, volumeSlices } from './volumes';
import { whole } from './whole';

/** Those that prompt for the mask of one slice. */
export const sliceProtocols: readonly SliceProtocol[] = [box, loose, boxAndPoint, point, clicks, boxAndClicks, whole];

/** Those that prompt for an object through the slices of a volume. */
const volumeProtocols: readonly VolumeProtocol[] = [volume, volumeCorrected, volumeSlices];

/** All ways to prompt in an evaluation, in the order of reports. */
export const protocols: readonly Protocol[] = [...sliceProtocols, ...volumeProtocols];
