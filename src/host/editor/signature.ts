import type { SidecarObject } from '../../core/sidecar/sidecar';
import { readAnnotator } from '../config';

/** Who changes an object, and when. */
export function signature(): Pick<SidecarObject, 'by' | 'at'> {
  return { by: readAnnotator(), at: new Date().toISOString() };
}
