import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { localMasks } from '../masks/localMasks';
import { maskImage, type MaskContext } from './maskImage';
import type { RunPlan } from './planRun';
import { listRuns } from './runFolder';
import type { Segmenter } from '../inference/segmenter';

/** Images that are tried where no run tells how long one takes. */
const trials = 4;

export interface Estimate {
  readonly seconds: number;
  /** Where the rate is from. */
  readonly basis: 'last-run' | 'first-images';
}

/**
 * How long a plan will take, by the rate of the newest run of the folder with the same model on the same device, otherwise by
 * segmenting the first images without keeping the masks.
 *
 * @returns undefined when there is nothing to do, or none of the first images could be segmented
 * @throws UserError `no-device`, `cancelled`
 */
export async function estimateRun(
  plan: RunPlan,
  client: Segmenter,
  token: CancellationToken = neverCancelled,
): Promise<Estimate | undefined> {
  const { folder, todo } = plan;
  if (todo.length === 0) return undefined;
  const model = await client.start();
  const same = (await listRuns(folder)).find(
    ({ head, pace }) => pace.written > 0 && head.model.sha256 === model.sha256 && head.model.device === model.device,
  );
  if (same !== undefined) {
    return { seconds: (same.pace.seconds / same.pace.written) * todo.length, basis: 'last-run' };
  }
  const context: MaskContext = {
    ...{ request: plan.request, folder, sources: plan.sources, members: plan.members, model, signature: { by: '' } },
    ...{ client, token, priority: 'bulk', store: localMasks, trial: true },
  };
  const start = performance.now();
  const outcomes = await Promise.all(todo.slice(0, trials).map((image) => isMasked(image, context)));
  const tried = outcomes.filter(Boolean).length;
  const seconds = (performance.now() - start) / 1000;
  return tried === 0 ? undefined : { seconds: (seconds / tried) * todo.length, basis: 'first-images' };
}

async function isMasked(image: string, context: MaskContext): Promise<boolean> {
  try {
    await maskImage(image, context);
    return true;
  } catch (error) {
    // It fails again in the run, and is told of then.
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    return false;
  }
}
