import { parentPort } from 'node:worker_threads';
import { serve } from '../../core/protocol/rpc';
import { threadPort } from '../process/threadPort';
import { threadMasks, type ThreadMasks } from './threadMasks';

if (parentPort === null) throw new Error('Masks are read and written in a worker thread.');

serve<ThreadMasks>(threadPort(parentPort), threadMasks);
