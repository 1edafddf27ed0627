import { consensusSources, type ConsensusSource } from '../sidecar/consensusSource';
import type { MaskVolume } from '../mask/maskVolume';
import { staple } from './staple';
import { countDrawn, type Votes } from './votes';

/** How the masks of several readers become one: by {@link staple}, or where more than half of them have drawn. */
export type ConsensusMethod = ConsensusSource;

export const consensusMethods: readonly ConsensusMethod[] = consensusSources;

/** The object that the readers agree on. Of two readers, the majority is both. */
export function consensusOf(votes: Votes, method: ConsensusMethod): MaskVolume {
  if (method === 'majority') return votes.object((decisions) => countDrawn(decisions) > votes.readers / 2);
  const { probability } = staple(votes);
  return votes.object((decisions) => probability.get(decisions)! >= 0.5);
}
