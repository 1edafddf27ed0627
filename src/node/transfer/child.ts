// Entry of the transfer process, which `transferInProcess` forks.
import { connect, serve } from '../../core/protocol/rpc';
import type { TransferApi, TransferListener } from '../../core/protocol/transferApi';
import { processPort } from '../process/processPort';
import { TransferServer } from './transferServer';

const port = processPort(process);
const server = new TransferServer(connect<TransferListener>(port).api);
serve<TransferApi>(port, server);
// Without a parent the transfer is no longer needed, but the process cleans up before it ends.
process.on('disconnect', () => void server.cancel());
