import { parentPort } from 'node:worker_threads';
import { serve } from '../../core/protocol/rpc';
import { threadPort } from '../workers/threadPort';
import type { MaskApi } from './maskApi';
import { compareSlices, inspectMasks, loadMasks, maskState, removeMasks, saveMasks } from './maskStore';

if (parentPort === null) throw new Error('Masks are read and written in a worker thread.');

serve<MaskApi>(threadPort(parentPort), {
  loadMasks,
  saveMasks,
  maskState,
  inspectMasks,
  removeMasks,
  compareSlices,
});
