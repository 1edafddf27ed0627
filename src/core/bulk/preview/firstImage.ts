import type { Picture } from '../../evaluation/report/html/cases';
import type { Size } from '../../geometry/rect';
import type { SlicePlace } from '../../image/slicePlace';
import type { Flip } from '../../view/orientation';
import type { SourcedObject } from '../sources';

/** A slice with the first prompts that a run has for it. */
export interface FirstImage extends Size, SlicePlace {
  /** Path relative to the folder of the run. */
  readonly file: string;
  readonly objects: readonly SourcedObject[];
  /** Further prompts that the run has for the slice. */
  readonly others: number;
  /** How the editor shows the slice, which coordinates do not follow: whether it is turned, and width and height of a pixel. */
  readonly flip: Flip;
  readonly pixel: readonly [number, number];
  /** The slice, where it was asked for. */
  readonly picture?: Picture;
}
