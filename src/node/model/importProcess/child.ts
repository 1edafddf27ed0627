// Entry of the import process, which `importInProcess` forks.
import type { ImportApi, ImportListener } from '../../../core/protocol/importApi';
import { connect, serve } from '../../../core/protocol/rpc';
import { processPort } from '../../process/processPort';
import { ImportServer } from './importServer';

const port = processPort(process);
const server = new ImportServer(connect<ImportListener>(port).api);
serve<ImportApi>(port, server);
// Ctrl+C in a terminal reaches this process too; the parent says when to stop.
process.on('SIGINT', () => undefined);
// Without a parent nobody wants the import any more, but it cleans up before the process ends by itself.
process.on('disconnect', () => void server.cancel());
