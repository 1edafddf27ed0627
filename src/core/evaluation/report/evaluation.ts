import type { Case } from '../case';
import type { SetGroup } from '../setGroup';
import type { ProtocolSummary } from '../summary';

/** How an evaluation was made. */
export interface EvaluationSettings {
  readonly model: string;
  /** SHA-256 of the model's weights. */
  readonly weights: string;
  readonly device: string;
  readonly zoom: boolean;
  /** Unit of surface distances, and the tolerance of NSD in it. */
  readonly unit: 'px' | 'mm';
  readonly tolerance: number;
  readonly clickLimit: number;
  readonly seed: string;
  /** Images taken of each set, where not all. */
  readonly limit?: number;
  /** Groups of sets that have means of their own, where there are any. */
  readonly groups?: readonly SetGroup[];
}

/** An evaluation as it is reported. */
export interface Evaluation {
  readonly settings: EvaluationSettings;
  /** In the order in which they were asked for. */
  readonly summaries: readonly ProtocolSummary[];
  readonly cases: readonly Case[];
  /** Images and masks that could not be used. */
  readonly failures: number;
  /** Whether it was ended before all was measured. */
  readonly interrupted: boolean;
}
