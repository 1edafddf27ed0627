import type { ModelCard } from '../model/card';
import type { Precision } from '../model/checkpoint/convert';

export interface ImportRequest {
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

/** What the import process does for its parent. */
export interface ImportApi {
  /** @throws UserError as `importCheckpoint` */
  importCheckpoint(request: ImportRequest): Promise<ModelCard>;
  /** Makes the self-test of a model folder. @throws UserError as `writeSelfTest` */
  writeSelfTest(folder: string): Promise<void>;
  /** Lets a running import end soon with `cancelled`, after it has cleaned up. */
  cancel(): Promise<void>;
}

/** What the parent does for the import process. */
export interface ImportListener {
  /** @param fraction the part that is done, 0..1 */
  onProgress(fraction: number): Promise<void>;
}
