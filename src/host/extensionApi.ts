import type { InferenceClient } from '../node/inference/inferenceClient';
import type { ImageEditors } from './editor/imageEditors';

/** What `activate` returns, for tests in the extension host. */
export interface ExtensionApi {
  readonly editors: Pick<ImageEditors, 'active' | 'documents' | 'backupCustomDocument' | 'openCustomDocument'>;
  readonly client: Pick<InferenceClient, 'status' | 'pid'>;
}
