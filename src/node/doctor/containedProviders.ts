import { messageOf } from '../../core/base/error';
import { InferenceProcess } from '../inference/inferenceProcess';

/** Milliseconds after which loading ONNX Runtime has failed. */
const patience = 20_000;

/**
 * The execution providers in this build of ONNX Runtime, as a separate process reports them, because loading the native
 * library fails on some machines.
 *
 * @param childPath bundle of the inference process; the product's own when left out
 * @returns one line that gives the reason where the library cannot be loaded
 */
export async function containedProviders(childPath?: string): Promise<string[]> {
  try {
    const process = new InferenceProcess(childPath);
    const timer = setTimeout(() => {
      process.dispose();
    }, patience);
    try {
      return await process.api.providers();
    } finally {
      clearTimeout(timer);
      process.dispose();
    }
  } catch (error) {
    return [`nothing loadable (${messageOf(error)})`];
  }
}
