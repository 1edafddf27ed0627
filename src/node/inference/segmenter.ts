import type { InferenceClient } from './inferenceClient';

/** The part of an inference client, or of a pool of them, that work on many images needs. */
export interface Segmenter extends Pick<InferenceClient, 'start' | 'segment' | 'find'> {
  /** Images it works on at the same time, once it has started; one when left out. */
  readonly size?: number;
}
