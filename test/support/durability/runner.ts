import { endProcessWide } from '../../../src/node/processWide';
import { Scene, type SceneKind } from './scene';

/** What a process is asked to do in a scene. */
export interface RunnerRequest {
  readonly kind: SceneKind;
  readonly count: number;
  readonly folder: string;
  readonly work: 'replace' | 'resume' | 'undo';
}

export type RunnerOutcome = 'done' | { readonly error: string };

/** A process that makes, resumes or undoes a run when it is asked, unless it is killed before. */
process.on('message', (request: RunnerRequest) => void work(request));
process.send?.('ready');

async function work({ kind, count, folder, work: wanted }: RunnerRequest): Promise<void> {
  const scene = new Scene(kind, { count, folder });
  let outcome: RunnerOutcome = 'done';
  try {
    if (wanted === 'replace') await scene.run(9, { replace: true });
    else if (wanted === 'resume') await scene.resume();
    else await scene.undo();
  } catch (error) {
    outcome = { error: String(error) };
  }
  await endProcessWide();
  process.send?.(outcome);
}
