import type { SidecarObject } from './sidecar';

/**
 * Who made a mask, and who answers for it. A model's mask is the model's, whoever prompted it; an imported one is that of its
 * file, whoever imported it.
 */
export function provenanceText(object: SidecarObject): string {
  const { origin, status, by } = object;
  const maker = makerOf(object);
  if (maker === undefined) return `${origin === 'human' ? 'Drawn' : 'Made'} by ${by}`;
  if (status !== 'draft') return `${maker}, ${status} by ${by}`;
  if (object.imported !== undefined) return `${maker} by ${by}`;
  return origin === 'human' ? `${maker}, prompted by ${by}` : maker;
}

function makerOf({ imported, model }: SidecarObject): string | undefined {
  if (imported !== undefined) return `Imported from ${imported}`;
  return model && `Made by the model ${model.name}`;
}
