import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../core/base/disposable';
import { messageOf, UserError } from '../../core/base/error';
import { Emitter } from '../../core/base/event';
import { connect, serve, type RemotePeer } from '../../core/protocol/rpc';
import { t, type Text } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';
import { threadPort } from '../process/threadPort';
import type { DatasetApi, DatasetData, DatasetEvents } from './datasetApi';

/** The index of a dataset in a thread of its own, so that no size of it can hold up the editor. */
export class DatasetClient implements Disposable {
  readonly #worker: Worker;
  readonly #peer: RemotePeer<DatasetApi>;
  readonly #changed = new Emitter<void>();

  /** Images have come, gone or changed. */
  readonly onDidChange = this.#changed.event;

  constructor(data: DatasetData) {
    this.#worker = new Worker(bundledFile('dataset.worker.js'), { workerData: data });
    this.#worker.unref();
    const port = threadPort(this.#worker);
    this.#peer = connect<DatasetApi>(port);
    serve<DatasetEvents>(port, {
      changed: () => {
        this.#changed.fire();
        return Promise.resolve();
      },
    });
    this.#worker.on('error', (error) => {
      this.#peer.fail(stopped(messageOf(error)));
    });
  }

  /** Calls fail with a UserError once the thread has ended. */
  get api(): DatasetApi {
    return this.#peer.api;
  }

  dispose(): void {
    this.#changed.dispose();
    this.#peer.dispose();
    void this.#worker.terminate();
  }
}

function stopped(reason: Text): UserError {
  return new UserError('unreadable', {
    problem: t`The index of the dataset stopped (${reason}).`,
    advice: t`Refresh the dataset to start it again.`,
  });
}
