// Entry of the transfer process, which `transferInProcess` forks.
import { connect, serve } from '../../core/protocol/rpc';
import type { TransferApi, TransferListener } from '../../core/protocol/transferApi';
import { processPort } from '../process/processPort';
import { TransferServer } from './transferServer';

const port = processPort(process);
const server = new TransferServer(connect<TransferListener>(port).api);
serve<TransferApi>(port, server);
// Without a parent nobody wants the transfer any more, but it cleans up before the process ends by itself.
process.on('disconnect', () => void server.cancel());
