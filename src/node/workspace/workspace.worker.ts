import { parentPort, workerData } from 'node:worker_threads';
import { connect, serve } from '../../core/protocol/rpc';
import { threadPort } from '../process/threadPort';
import type { WorkspaceApi, WorkspaceData, WorkspaceEvents } from './workspaceApi';
import { workspaceServer } from './workspaceServer';

if (parentPort === null) throw new Error('The index of the workspace runs as a worker thread.');

const port = threadPort(parentPort);
const { api } = connect<WorkspaceEvents>(port);
serve<WorkspaceApi>(port, workspaceServer(workerData as WorkspaceData, api));
