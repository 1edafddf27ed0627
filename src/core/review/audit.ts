import { runOverlap } from '../mask/runLength';
import type { SidecarObject } from '../sidecar/sidecar';
import { faultBound } from '../statistics/faultBound';
import { seededRandom } from '../statistics/random';
import { t, type Message } from '../text/message';
import { isUnreviewed } from './verdict';

/** Dice below which a mask is faulty. */
const leastDice = 0.8;

/** An image with masks of a model, as far as the audit is concerned. */
export interface AuditedImage {
  /** Relative to the reviewed folder, with `/` between folders. */
  readonly image: string;
  /** SHA-256 of the weights of the model. */
  readonly model: string;
  readonly isReviewed: boolean;
  /** Whether a user has rejected a mask of the model, or corrected it so that less than {@link leastDice} was left. */
  readonly isFaulty: boolean;
}

/** @returns undefined for an image without masks of a model */
export function auditedImage(image: string, objects: readonly SidecarObject[]): AuditedImage | undefined {
  const generated = objects.filter((object) => object.model !== undefined);
  const [first] = generated;
  if (first?.model === undefined) return undefined;
  const isReviewed = !generated.some(isUnreviewed);
  return { image, model: first.model.sha256, isReviewed, isFaulty: isReviewed && generated.some(isFaulty) };
}

function isFaulty({ status, mask, proposal }: SidecarObject): boolean {
  if (status === 'rejected') return true;
  return proposal !== undefined && runOverlap(proposal.mask, mask).dice < leastDice;
}

/** What the reviewed images say of the unreviewed ones. */
export interface AuditState {
  readonly images: number;
  readonly reviewed: number;
  /** Reviewed images that have a faulty mask. */
  readonly faults: number;
  /** Images of the random sample that were reviewed, without a gap from its first. */
  readonly sampled: number;
  /** With 95 % confidence at most this share of the unreviewed images has a faulty mask; 1 before the first of the sample. */
  readonly most: number;
  /** How many more images of the sample must be without a fault to claim the next smaller share. */
  readonly next?: { readonly share: number; readonly more: number };
}

/** Shares that are claimed. */
const claims = [0.5, 0.3, 0.2, 0.1, 0.05, 0.04, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001];

/**
 * The random sample of a review: a fixed random order of all images that have masks of one model. Those that were reviewed from its start on
 * without a gap are a random sample, whatever order the images were reviewed in.
 */
export class AuditSample {
  readonly #images: Map<string, AuditedImage>;
  readonly #order: readonly string[];

  /** @param images those of the model that most unreviewed ones are of are taken */
  constructor(images: readonly AuditedImage[]) {
    const model = usualModel(images);
    const own = images.filter((image) => image.model === model);
    this.#images = new Map(own.map((image) => [image.image, image]));
    this.#order = own.map(({ image }) => image).sort((a, b) => auditPlace(model, a) - auditPlace(model, b));
  }

  /** Images in the random order. */
  get order(): readonly string[] {
    return this.#order;
  }

  /** Records what was found in an image; those that are not in the sample are ignored. */
  record(image: string, found: Pick<AuditedImage, 'isReviewed' | 'isFaulty'>): void {
    const known = this.#images.get(image);
    if (known !== undefined) this.#images.set(image, { ...known, ...found });
  }

  get state(): AuditState {
    const all = [...this.#images.values()];
    const reviewed = all.filter((image) => image.isReviewed);
    const faults = reviewed.filter((image) => image.isFaulty).length;
    const ordered = this.#order.map((image) => this.#images.get(image)!);
    const gap = ordered.findIndex((image) => !image.isReviewed);
    const sample = gap < 0 ? ordered : ordered.slice(0, gap);
    const sampleFaults = sample.filter((image) => image.isFaulty).length;
    const mostWith = (more: number): number => {
      const left = all.length - reviewed.length - more;
      if (left <= 0) return 0;
      const drawn = { population: all.length, drawn: sample.length + more, faults: sampleFaults };
      return Math.min(1, Math.max(0, faultBound(drawn) - faults) / left);
    };
    const most = mostWith(0);
    const share = claims.find((claim) => claim < most);
    const next =
      share === undefined ? undefined : { share, more: fewest(all.length - reviewed.length, share, mostWith) };
    return {
      ...{ images: all.length, reviewed: reviewed.length, faults, sampled: sample.length, most },
      ...(next === undefined ? {} : { next }),
    };
  }
}

/** A random number of an image, the same in every review of masks of a model. */
function auditPlace(model: string, image: string): number {
  return seededRandom(`${model}/${image}`)();
}

function usualModel(images: readonly AuditedImage[]): string {
  const counts = new Map<string, number>();
  for (const { model, isReviewed } of images) counts.set(model, (counts.get(model) ?? 0) + (isReviewed ? 0 : 1));
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? '';
}

/** The fewest further images for which the share is claimed; all that are left always do. */
function fewest(left: number, share: number, mostWith: (more: number) => number): number {
  let [low, high] = [1, left];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (mostWith(middle) <= share) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** “With 95 % confidence, at most 4 % of the unreviewed images have a mask below Dice 0.8. …”; undefined while nothing can be said. */
export function auditText({ images, reviewed, sampled, most, next }: AuditState): Message | undefined {
  if (images === 0 || reviewed === images || sampled === 0) return undefined;
  const dice = leastDice.toFixed(1);
  const bound = Math.ceil(1000 * most) / 1000;
  if (bound >= 1 && next !== undefined) {
    return t`The random checks do not say yet how many of the unreviewed images have a mask below Dice ${dice}. ${next.more} more without a fault would make it at most ${percentText(next.share)}, with 95 % confidence.`;
  }
  const percent = percentText(bound);
  return next === undefined
    ? t`With 95 % confidence, at most ${percent} of the unreviewed images have a mask below Dice ${dice}.`
    : t`With 95 % confidence, at most ${percent} of the unreviewed images have a mask below Dice ${dice}. ${next.more} more random checks without a fault would make it ${percentText(next.share)}.`;
}

function percentText(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
