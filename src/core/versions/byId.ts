import type { SidecarObject } from '../sidecar/sidecar';

export function byId(objects: readonly SidecarObject[] = []): ReadonlyMap<string, SidecarObject> {
  return new Map(objects.map((object) => [object.id, object]));
}
