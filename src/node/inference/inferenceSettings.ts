import type { CacheBudgets, DeviceSetting } from '../../core/protocol/inferenceApi';

export interface InferenceSettings {
  /** Absolute path of a model folder. */
  readonly modelDir: string;
  readonly device: DeviceSetting;
  readonly threads?: number;
  /** `defaultCacheBudgets` when left out. */
  readonly cache?: CacheBudgets;
}
