// Entry of the process that converts a checkpoint, which `convertInProcess` forks.
import type { ConvertApi, ConvertListener } from '../../../core/protocol/convertApi';
import { connect, serve } from '../../../core/protocol/rpc';
import { processPort } from '../../process/processPort';
import { ConvertServer } from './convertServer';

const port = processPort(process);
const server = new ConvertServer(connect<ConvertListener>(port).api);
serve<ConvertApi>(port, server);
// Ctrl+C in a terminal reaches this process too; the parent says when to stop.
process.on('SIGINT', () => undefined);
// Without a parent the model is no longer needed, but the process cleans up before it ends.
process.on('disconnect', () => void server.cancel());
