import type { InferenceClient } from '../node/inference/inferenceClient';
import type { SamUnetExports } from './api/samUnetApi';
import type { Dataset } from './dataset/dataset';
import type { ImageEditors } from './editor/imageEditors';

/** What `activate` returns: the API for other extensions, and parts of the product for its own tests in the extension host. */
export interface ExtensionApi extends SamUnetExports {
  readonly forTests: {
    readonly editors: Pick<ImageEditors, 'active' | 'documents' | 'backupCustomDocument' | 'openCustomDocument'>;
    readonly client: Pick<InferenceClient, 'status' | 'pid'>;
    readonly dataset: Pick<Dataset, 'children' | 'totals' | 'filter' | 'filterBy' | 'groupBy' | 'refresh' | 'lookUp'>;
  };
}
