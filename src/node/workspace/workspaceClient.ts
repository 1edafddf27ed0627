import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../core/base/disposable';
import { messageOf, UserError } from '../../core/base/error';
import { Emitter } from '../../core/base/event';
import { connect, serve, type RemotePeer } from '../../core/protocol/rpc';
import { bundlePath } from '../process/productPaths';
import { threadPort } from '../process/threadPort';
import type { WorkspaceApi, WorkspaceData, WorkspaceEvents } from './workspaceApi';

/** The index of a workspace in a thread of its own, so that no size of it can hold up the editor. */
export class WorkspaceClient implements Disposable {
  readonly #worker: Worker;
  readonly #peer: RemotePeer<WorkspaceApi>;
  readonly #changed = new Emitter<void>();

  /** Images have come, gone or changed. */
  readonly onDidChange = this.#changed.event;

  constructor(data: WorkspaceData) {
    this.#worker = new Worker(bundlePath('workspace.worker.js'), { workerData: data });
    this.#worker.unref();
    const port = threadPort(this.#worker);
    this.#peer = connect<WorkspaceApi>(port);
    serve<WorkspaceEvents>(port, {
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
  get api(): WorkspaceApi {
    return this.#peer.api;
  }

  dispose(): void {
    this.#changed.dispose();
    this.#peer.dispose();
    void this.#worker.terminate();
  }
}

function stopped(reason: string): UserError {
  return new UserError('unreadable', {
    problem: `The index of the workspace stopped (${reason}).`,
    advice: 'Refresh the dataset to start it again.',
  });
}
