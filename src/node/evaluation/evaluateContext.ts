import type { CancellationToken } from '../../core/base/cancellation';
import type { UserError } from '../../core/base/error';
import type { Protocol } from '../../core/evaluation/protocol';
import type { LoadedReading } from '../../core/layouts/maskReading';
import type { Segmenter } from '../inference/segmenter';

export interface EvaluateImageOptions {
  readonly protocols: readonly Protocol[];
  /** Whether the model may use zoom-in refinement, if it has it. */
  readonly zoom: boolean;
  /** Unit of surface distances. */
  readonly unit: 'px' | 'mm';
  /** Of the normalised surface distance, in `unit`. */
  readonly tolerance: number;
  /** Most clicks that a mask gets, at least 1. */
  readonly clickLimit: number;
  /** Of everything that is drawn at random. */
  readonly seed: string;
  /** Of NumPy archives with several arrays, the one that is the image, see `OpenOptions`. */
  readonly array?: string;
  /** How reference masks are read that can be read in several ways; such a mask is refused where left out. */
  readonly reading?: LoadedReading;
}

/** What measuring an image takes. */
export interface EvaluateImageContext extends EvaluateImageOptions {
  readonly client: Segmenter;
  readonly token: CancellationToken;
  readonly onError: (error: UserError) => void;
}
