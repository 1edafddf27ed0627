import type { InferenceClient } from '../node/inference/inferenceClient';
import type { Dataset } from './dataset/dataset';
import type { ImageEditors } from './editor/imageEditors';

/** What `activate` returns, for tests in the extension host. */
export interface ExtensionApi {
  readonly editors: Pick<ImageEditors, 'active' | 'documents' | 'backupCustomDocument' | 'openCustomDocument'>;
  readonly client: Pick<InferenceClient, 'status' | 'pid'>;
  readonly dataset: Pick<Dataset, 'children' | 'totals' | 'filter' | 'filterBy' | 'groupBy' | 'refresh' | 'lookUp'>;
}
