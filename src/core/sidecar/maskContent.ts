import type { PlainWindow } from '../image/window';
import type { SidecarLabel, SidecarObject } from './sidecar';

/** What a sidecar says about an image's masks. */
export interface MaskContent {
  readonly labels: readonly SidecarLabel[];
  readonly objects: readonly SidecarObject[];
  /** The window the model saw. */
  readonly window?: PlainWindow;
}
