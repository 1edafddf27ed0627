import { parentPort, workerData } from 'node:worker_threads';
import { connect, serve } from '../../core/protocol/rpc';
import { threadPort } from '../process/threadPort';
import type { DatasetApi, DatasetData, DatasetEvents } from './datasetApi';
import { datasetServer } from './datasetServer';

if (parentPort === null) throw new Error('The index of the dataset runs as a worker thread.');

const port = threadPort(parentPort);
const { api } = connect<DatasetEvents>(port);
serve<DatasetApi>(port, datasetServer(workerData as DatasetData, api));
