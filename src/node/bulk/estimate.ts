import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { localMasks } from '../masks/localMasks';
import { tryImage, type MaskContext } from './maskImage';
import type { RunPlan } from './planRun';
import { listRuns } from './runFolder';
import type { Segmenter } from '../inference/segmenter';
import { taughtIn } from './taughtIn';

/** Images that are timed, for each process, if no run shows how long one takes. */
const trials = 3;

export interface Estimate {
  readonly seconds: number;
  /** Where the rate is from. */
  readonly basis: 'last-run' | 'first-images';
}

/**
 * How long a plan will take, by the rate of the newest run of the folder with the same model on the same device, otherwise by
 * segmenting the first images, of a volume some slices, without keeping the masks.
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
    ...{ client, token, priority: 'bulk', store: localMasks },
    taught: taughtIn(folder, plan.request.sources),
  };
  const width = client.size ?? 1;
  const round = async (images: readonly string[]): Promise<{ readonly tried: number; readonly seconds: number }> => {
    const start = performance.now();
    const all = await Promise.all(images.map((image) => factorOf(image, context)));
    const seconds = (performance.now() - start) / 1000;
    const factors = all.filter((factor) => factor !== undefined);
    const tried = factors.length;
    return { tried, seconds: (seconds * factors.reduce((sum, factor) => sum + factor, 0)) / Math.max(1, tried) };
  };
  // Every process loads the model with its first image, which many images do not wait for.
  const first = await round(todo.slice(0, width));
  const next = await round(todo.slice(width, width * (1 + trials)));
  if (first.tried + next.tried === 0) return undefined;
  const { tried, seconds } = next.tried === 0 ? first : next;
  const rest = Math.max(0, todo.length - width);
  const started = next.tried === 0 ? (seconds / tried) * Math.min(width, todo.length) : first.seconds;
  return { seconds: started + (seconds / tried) * rest, basis: 'first-images' };
}

/** How many times as long as its trial an image takes; undefined where it fails or is skipped. */
async function factorOf(image: string, context: MaskContext): Promise<number | undefined> {
  try {
    return await tryImage(image, context);
  } catch (error) {
    // It fails again in the run, and is reported then.
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    return undefined;
  }
}
