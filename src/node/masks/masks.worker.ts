import { parentPort } from 'node:worker_threads';
import { serve } from '../../core/protocol/rpc';
import { threadPort } from '../process/threadPort';
import { localMasks } from './localMasks';
import type { MaskApi } from './maskApi';

if (parentPort === null) throw new Error('Masks are read and written in a worker thread.');

serve<MaskApi>(threadPort(parentPort), localMasks);
