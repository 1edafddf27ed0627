import type { SlicePlace } from '../image/slicePlace';
import type { Mask } from '../mask/mask';
import { encodePart } from '../mask/part';
import type { RunLengthMask } from '../mask/runLength';
import { overlap } from '../metrics/overlap';
import { english, t } from '../text/message';
import { pairsOf, type ReadImage } from './compareReadings';
import { consensusOf, type ConsensusMethod } from './consensus';
import { drawnLabels, type Reading } from './drawnLabels';
import { Votes } from './votes';

/** The consensus on one label on one slice, for a person to accept or correct. */
export interface ConsensusDraft extends SlicePlace {
  readonly label: string;
  readonly mask: RunLengthMask;
  /** Lowest Dice coefficient of two readers on this slice: where they disagree, the consensus is uncertain. */
  readonly quality: number;
  /** As in sidecars: English phrases that follow “The mask”. */
  readonly reasons: readonly string[];
}

export interface ConsensusOptions {
  readonly method: ConsensusMethod;
  /** Whether labels without a consensus become drafts as well, as all that any reader has drawn of them. */
  readonly disputed: boolean;
}

/** Dice coefficient below which two masks are called different. */
const different = 0.8;

/** The consensus of those who have read an image; none of fewer than two. Masks of a label on a slice are joined. */
export function consensusDrafts(
  { width, height, slices, volumes }: ReadImage,
  readings: readonly Reading[],
  { method, disputed }: ConsensusOptions,
): ConsensusDraft[] {
  const read = readings.filter((reading) => reading !== undefined);
  if (read.length < 2) return [];
  const pairs = pairsOf(read);
  const drafts: ConsensusDraft[] = [];
  for (const { label, volume, cuboid, masks } of drawnLabels(read, volumes)) {
    const votes = new Votes(masks, width * height * slices);
    const consensus = consensusOf(votes, method);
    const isAgreed = consensus.data.includes(1);
    if (!isAgreed && !disputed) continue;
    const shown = isAgreed ? consensus : votes.object(() => true);
    const isMissing = masks.some(({ data }) => !data.includes(1));
    for (let z = 0; z < shown.slices; z++) {
      const part = shown.slice(z);
      if (!part.data.includes(1)) continue;
      const quality = Math.min(...pairs.map(([one, other]) => diceOf(masks[one]!.slice(z), masks[other]!.slice(z))));
      drafts.push({
        ...{ label, slice: cuboid.z0 + z, quality, reasons: reasonsFor(isMissing, quality) },
        ...(volume === 0 ? {} : { volume }),
        mask: encodePart(part, cuboid, [width, height]),
      });
    }
  }
  return drafts;
}

function diceOf(one: Mask, other: Mask): number {
  return overlap(one, other).dice;
}

function reasonsFor(isMissing: boolean, quality: number): string[] {
  if (isMissing) return [english(t`was not drawn by every reader`)];
  return quality < different ? [english(t`is drawn differently by the readers`)] : [];
}
