import type { CandidatePlace, Prompt } from '../prompt/prompt';
import type { LoadedModel, SegmentedObject } from '../protocol/inferenceApi';
import type { SidecarObject } from './sidecar';

export interface NewObject {
  readonly id: string;
  readonly label: string;
  /** 0-based. */
  readonly slice: number;
  readonly prompt: Prompt;
  readonly segmented: SegmentedObject;
  readonly model: Pick<LoadedModel, 'name' | 'sha256'>;
  readonly origin: SidecarObject['origin'];
  /** `draft` when left out. */
  readonly status?: SidecarObject['status'];
  readonly by: string;
  readonly at: Date;
}

/** An object as the sidecar stores it, from a prompt and the model's answer. */
export function newObject({ segmented, prompt, model, at, ...fields }: NewObject): SidecarObject {
  return {
    id: fields.id,
    label: fields.label,
    slice: fields.slice,
    prompt: storedPrompt(prompt, segmented.candidate),
    mask: { size: [...segmented.mask.size], counts: [...segmented.mask.counts] },
    ...(segmented.quality === undefined ? {} : { quality: Math.round(segmented.quality * 1000) / 1000 }),
    status: fields.status ?? 'draft',
    origin: fields.origin,
    model: { name: model.name, sha256: model.sha256 },
    by: fields.by,
    at: at.toISOString(),
  };
}

function storedPrompt({ box, points }: Prompt, candidate: CandidatePlace | undefined): SidecarObject['prompt'] {
  return {
    ...(box === undefined ? {} : { box: [box.x0, box.y0, box.x1, box.y1] }),
    ...(points.length === 0 ? {} : { points: points.map(({ x, y, positive }) => [x, y, positive ? 1 : 0]) }),
    ...(candidate === undefined ? {} : { candidate: [candidate.rank, candidate.count] }),
  };
}

export function promptOf({ box, points = [], candidate }: SidecarObject['prompt']): Prompt {
  return {
    ...(box === undefined ? {} : { box: { x0: box[0], y0: box[1], x1: box[2], y1: box[3] } }),
    points: points.map(([x, y, positive]) => ({ x, y, positive: positive === 1 })),
    ...(candidate === undefined ? {} : { candidate: candidate[0] }),
  };
}
