import { parentPort } from 'node:worker_threads';
import { serve } from '../../core/protocol/rpc';
import { threadPort } from '../workers/threadPort';
import { loadMasks, maskState, saveMasks } from './maskStore';
import type { MaskApi } from './maskThread';

if (parentPort === null) throw new Error('Masks are read and written in a worker thread.');

serve<MaskApi>(threadPort(parentPort), { loadMasks, saveMasks, maskState });
