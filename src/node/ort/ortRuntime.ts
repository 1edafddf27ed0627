import path from 'node:path';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { messageOf, UserError } from '../../core/base/error';
import type { SessionOptions, Tensor, TensorRuntime, TensorSession } from '../../core/model/runtime';
import { t } from '../../core/text/message';
import { loadRuntime } from './loadRuntime';
import { plainReason } from './plainReason';

/** ONNX Runtime's severity "error": its warnings about unused initialisers and the like say nothing to users. */
const logErrors = 3;

/**
 * {@link TensorRuntime} by onnxruntime-node. Loading and running block the calling thread, so this belongs into a process of
 * its own.
 */
export const ortRuntime: TensorRuntime = {
  async load(target: string | Uint8Array, { provider, threads }: SessionOptions): Promise<TensorSession> {
    const { InferenceSession, Tensor } = await loadRuntime();
    try {
      const sessionOptions = {
        // One provider at a time: with a second one in the list, failures of the first can pass unnoticed.
        executionProviders: [provider],
        graphOptimizationLevel: 'all',
        intraOpNumThreads: threads,
        logSeverityLevel: logErrors,
        // Spinning threads slow everything down severalfold when cores are shared.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      } satisfies InferenceSession.SessionOptions;
      // A path where there is a file: bytes double the memory and cannot refer to weights in other files.
      const session = await (typeof target === 'string'
        ? InferenceSession.create(target, sessionOptions)
        : InferenceSession.create(target, sessionOptions));
      return new OrtSession(session, Tensor);
    } catch (cause) {
      const reason = plainReason(messageOf(cause));
      if (provider !== 'cpu') {
        throw new UserError('no-device', {
          problem: t`The model cannot run on “${provider}”: ${reason}.`,
          advice: t`Choose the device “cpu”.`,
          cause,
        });
      }
      throw new UserError('bad-model', {
        ...(typeof target === 'string' ? { file: target } : {}),
        problem: t`ONNX Runtime cannot load ${typeof target === 'string' ? path.basename(target) : t`the graph`}: ${reason}.`,
        advice: t`Restore the model folder or choose another model.`,
        cause,
      });
    }
  },
};

class OrtSession implements TensorSession {
  private readonly session: InferenceSession;
  private readonly tensor: typeof OrtTensor;

  constructor(session: InferenceSession, tensor: typeof OrtTensor) {
    this.session = session;
    this.tensor = tensor;
  }

  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const inputs = Object.entries(feeds).map(
      ([name, { data, dims }]) => [name, new this.tensor('float32', data, dims)] as const,
    );
    const outputs = await this.session.run(Object.fromEntries(inputs));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array))
          throw new TypeError(`The output "${name}" is not a tensor of 32-bit floats.`);
        return [name, { data, dims }] as const;
      }),
    );
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

/** The execution providers that ONNX Runtime knows on this platform. @throws UserError as {@link loadRuntime} */
export async function ortProviders(): Promise<string[]> {
  const { listSupportedBackends } = await loadRuntime();
  return listSupportedBackends().map(
    ({ name, bundled }) => name + (bundled ? '' : ' (libraries missing from the package)'),
  );
}
