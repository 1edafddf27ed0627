/** The `source` of masks that are the consensus of several readers. */
export const consensusSources = ['staple', 'majority'] as const;

export type ConsensusSource = (typeof consensusSources)[number];

export function isConsensusSource(source: string | undefined): source is ConsensusSource {
  return consensusSources.some((each) => each === source);
}
