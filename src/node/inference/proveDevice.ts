import { UserError } from '../../core/base/error';
import type { SamUnet } from '../../core/model/samUnet';
import type { Device } from '../../core/protocol/inferenceApi';

/** Largest difference of an embedding's value from the CPU's, relative to its largest value. */
const tolerance = 0.05;

/**
 * Runs the model once on a made-up image, which also makes the next run fast, and compares devices other than the CPU with
 * the CPU: a provider can be listed, load and still compute nonsense.
 *
 * @param loadOnCpu loads the same model on the CPU
 * @throws UserError `no-device` when the device does not compute what the CPU does
 */
export async function proveDevice(model: SamUnet, device: Device, loadOnCpu: () => Promise<SamUnet>): Promise<void> {
  const actual = await probe(model);
  if (device === 'cpu') return;
  const reference = await loadOnCpu();
  const expected = await probe(reference);
  await reference.dispose();
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const difference = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (actual[i] ?? NaN))), 0);
  if (difference <= tolerance * scale) return;
  throw new UserError('no-device', {
    problem: `The device “${device}” computes something else than the CPU (difference ${difference.toPrecision(2)} of ${scale.toPrecision(2)}).`,
    advice: 'Choose the device “cpu”.',
  });
}

async function probe(model: SamUnet): Promise<Float32Array> {
  const size = model.card.architecture.imageSize;
  const data = Uint8Array.from({ length: size * size }, (_, i) => ((i % size) * 5 + Math.floor(i / size) * 3) % 256);
  const embedding = await model.encode({ width: size, height: size, channels: 1, data });
  const box = { x0: size / 4, y0: size / 4, x1: size / 2, y1: size / 2 };
  const [answer] = await model.decode(embedding, [{ box, points: [] }]);
  if (answer === undefined || !answer.logits.every(Number.isFinite)) {
    throw new UserError('no-device', { problem: 'The model gave no numbers in a test run.' });
  }
  return embedding.imageEmbeddings.data;
}
