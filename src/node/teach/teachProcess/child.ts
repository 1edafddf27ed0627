// Entry of the process that learns a label, which `teachInProcess` forks.
import type { TeachApi, TeachListener } from '../../../core/protocol/teachApi';
import { connect, serve } from '../../../core/protocol/rpc';
import { processPort } from '../../process/processPort';
import { TeachServer } from './teachServer';

const port = processPort(process);
serve<TeachApi>(port, new TeachServer(connect<TeachListener>(port).api));
// Ctrl+C in a terminal reaches this process too; the parent ends it.
process.on('SIGINT', () => undefined);
// Without a parent there is nobody left to learn for.
process.on('disconnect', () => process.exit(0));
