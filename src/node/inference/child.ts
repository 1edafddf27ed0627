// Entry of the inference process, which `InferenceProcess` forks.
import { serve } from '../../core/protocol/rpc';
import type { InferenceApi } from '../../core/protocol/inferenceApi';
import { processPort } from '../process/processPort';
import { InferenceServer } from './inferenceServer';

serve<InferenceApi>(processPort(process), new InferenceServer());
// Without a parent there is no one left to respond to.
process.on('disconnect', () => process.exit(0));
