import type { PlainWindow } from '../image/window';
import type { EmptyVerdict, SidecarLabel, SidecarObject, UndecidedPixels } from './sidecar';

/** What a sidecar says about an image's masks. */
export interface MaskContent {
  readonly labels: readonly SidecarLabel[];
  readonly objects: readonly SidecarObject[];
  /** The window the model saw. */
  readonly window?: PlainWindow;
  /** Set once a person has accepted the image without objects. */
  readonly empty?: EmptyVerdict;
  /** Left out, those that the sidecar has stay. */
  readonly undecided?: readonly UndecidedPixels[];
}

/** What a sidecar says about the masks, without what it says about its files. */
export function contentOf({
  labels,
  objects,
  window,
  empty,
}: Pick<MaskContent, 'labels' | 'objects'> & {
  readonly window?: PlainWindow | undefined;
  readonly empty?: EmptyVerdict | undefined;
}): MaskContent {
  return {
    labels,
    objects,
    ...(window === undefined ? {} : { window }),
    ...(empty === undefined ? {} : { empty }),
  };
}
