import type { ImageFacts } from '../facts';
import type { Problem } from '../problem';
import { ages } from './ages';
import { duplicates, splitLeaks } from './duplicates';
import { grids } from './grids';
import { outliers } from './outliers';
import { pairedOrgans } from './pairedOrgans';
import { shapes } from './shapes';

/** What comparing the images and masks of a data set with each other finds. */
export function compareImages(images: readonly ImageFacts[]): Problem[] {
  return [shapes, outliers, pairedOrgans, duplicates, splitLeaks, grids, ages].flatMap((rule) => rule(images));
}
