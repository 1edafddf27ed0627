import { neverCancelled } from '../../../core/base/cancellation';
import { decodeRunLength } from '../../../core/mask/runLength';
import type { TeachApi, TeachListener, TeachRequest } from '../../../core/protocol/teachApi';
import { unpackWeights } from '../../../core/teach/decoderBase';
import type { Lab, Learnt } from '../../../core/teach/lab';
import { teach } from '../../../core/teach/teach';
import { defaultThreads } from '../../inference/threads';
import { loadModel } from '../../model/modelFolder';
import { ortRuntime } from '../../ort/ortRuntime';
import { readDecoder } from '../../model/readDecoder';

/** Progress in finer steps than this is not reported. */
const step = 0.005;

/** What runs in the process that learns a label. */
export class TeachServer implements TeachApi {
  readonly #listener: TeachListener;

  constructor(listener: TeachListener) {
    this.#listener = listener;
  }

  async teach({ modelDir, device, threads, examples, settings, former }: TeachRequest): Promise<Learnt> {
    const options = { provider: device, threads: threads ?? defaultThreads() };
    const model = await loadModel(modelDir, ortRuntime, options);
    const base = await readDecoder(modelDir, model.card);
    const weights = former && unpackWeights(base, former.weights);
    const lab: Lab = {
      model,
      base,
      load: (graph) => ortRuntime.load(graph, options),
      ...(former === undefined || weights === undefined
        ? {}
        : { former: { ...former, weights, taught: new Set(former.taught) } }),
    };
    const given = examples.map(({ image, mask, group }) => ({ image, mask: decodeRunLength(mask), group }));
    let reported = -step;
    let shown: number | undefined;
    return teach(lab, given, settings, {
      token: neverCancelled,
      onProgress: (done, dice, curve) => {
        if (done < reported + step && done < 1 && dice === shown) return;
        reported = done;
        shown = dice;
        void this.#listener.onProgress(done, dice, curve);
      },
    });
  }
}
