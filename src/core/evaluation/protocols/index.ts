import type { Protocol } from '../protocol';
import { box } from './box';
import { boxAndPoint } from './boxAndPoint';
import { boxAndClicks } from './boxAndClicks';
import { clicks } from './clicks';
import { loose } from './loose';
import { point } from './point';
import { whole } from './whole';

/** All ways to prompt in an evaluation, in the order of reports. */
export const protocols: readonly Protocol[] = [box, loose, boxAndPoint, point, clicks, boxAndClicks, whole];
