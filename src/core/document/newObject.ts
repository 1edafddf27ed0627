import { placeOf, type SlicePlace } from '../image/slicePlace';
import type { CandidatePlace, Prompt } from '../prompt/prompt';
import type { LoadedModel, SegmentedObject } from '../protocol/inferenceApi';
import { cappedEstimate, estimateQuality, type Estimate } from '../quality/estimate';
import type { SidecarObject } from '../sidecar/sidecar';

export interface NewObject extends SlicePlace {
  readonly id: string;
  readonly label: string;
  readonly prompt: Prompt;
  readonly segmented: SegmentedObject;
  readonly model: Pick<LoadedModel, 'name' | 'sha256'>;
  readonly origin: SidecarObject['origin'];
  /** `draft` when left out. */
  readonly status?: SidecarObject['status'];
  /** The generated mask that the object replaces, if any. */
  readonly proposal?: SidecarObject['proposal'] | undefined;
  /** Where the prompt is from, and the bulk run that asks. */
  readonly provenance?: { readonly run?: string; readonly source: string; readonly assistant?: string };
  readonly by: string;
  readonly at: Date;
}

/** An object as the sidecar stores it, from a prompt and the model's answer. */
export function newObject({ segmented, prompt, model, at, ...fields }: NewObject): SidecarObject {
  return {
    id: fields.id,
    label: fields.label,
    ...placeOf(fields),
    prompt: storedPrompt(prompt, segmented.candidate),
    mask: { size: [...segmented.mask.size], counts: Array.from(segmented.mask.counts) },
    ...qualityOf(segmented),
    ...(fields.proposal === undefined ? {} : { proposal: fields.proposal }),
    status: fields.status ?? 'draft',
    origin: fields.origin,
    model: { name: model.name, sha256: model.sha256 },
    ...storedProvenance(fields.provenance),
    by: fields.by,
    at: at.toISOString(),
  };
}

function storedProvenance(provenance: NewObject['provenance']): Pick<SidecarObject, 'source' | 'run' | 'assistant'> {
  if (provenance === undefined) return {};
  const { source, run, assistant } = provenance;
  return {
    source,
    ...(run === undefined ? {} : { run }),
    ...(assistant === undefined ? {} : { assistant }),
  };
}

/** The estimate of an assessed mask with what it was made from; the model's own of any other, capped by its neighbours. */
function qualityOf({ quality, signals }: SegmentedObject): Pick<SidecarObject, 'quality' | 'reasons' | 'signals'> {
  const estimate = signals && estimateQuality(signals);
  if (estimate === undefined)
    return quality === undefined ? {} : storedEstimate(cappedEstimate(quality, signals ?? {}));
  return {
    ...storedEstimate(estimate),
    signals: Object.fromEntries(Object.entries(signals ?? {}).map(([name, value]) => [name, rounded(value)])),
  };
}

function storedEstimate({ quality, reasons }: Estimate): Pick<SidecarObject, 'quality' | 'reasons'> {
  return { quality: rounded(quality), ...(reasons.length === 0 ? {} : { reasons: [...reasons] }) };
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}

/** The generated mask of an object before a person changed it; undefined if there was none. */
export function proposalOf({ origin, mask, signals, proposal }: SidecarObject): SidecarObject['proposal'] {
  if (proposal !== undefined || origin === 'human') return proposal;
  return { mask, ...(signals === undefined ? {} : { signals }) };
}

export function storedPrompt({ box, points }: Prompt, candidate: CandidatePlace | undefined): SidecarObject['prompt'] {
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

/** A sidecar's place among candidates. */
export function candidateOf([rank, count]: NonNullable<SidecarObject['prompt']['candidate']>): CandidatePlace {
  return { rank, count };
}
