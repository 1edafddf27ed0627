import type { ModelCard } from '../model/card';
import type { Precision } from '../model/checkpoint/convert';

export interface ConvertRequest {
  /** Absolute path of a PyTorch checkpoint. */
  readonly checkpoint: string;
  /** Absolute path of the model folder to make. It must not exist; its parent may be missing. */
  readonly out: string;
  /** The model's name in its card: lower-case letters, digits, dots and dashes. */
  readonly name: string;
  /** In place, the checkpoint itself becomes the weights by a hard link, in the precision that it has. */
  readonly weights: Precision | 'in-place';
  /** Attention heads of the ViT, for weights that do not show them. */
  readonly heads?: number;
}

/** What the converting process does for its parent. */
export interface ConvertApi {
  /** @throws UserError as `convertCheckpoint` */
  convertCheckpoint(request: ConvertRequest): Promise<ModelCard>;
  /** Makes the self-test of a model folder. @throws UserError as `writeSelfTest` */
  writeSelfTest(folder: string): Promise<void>;
  /** Lets a running conversion end soon with `cancelled`, after it has cleaned up. */
  cancel(): Promise<void>;
}

/** What the parent does for the converting process. */
export interface ConvertListener {
  /** @param fraction the part that is done, 0..1 */
  onProgress(fraction: number): Promise<void>;
}
