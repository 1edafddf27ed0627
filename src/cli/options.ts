import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Rect } from '../core/geometry/rect';
import type { PointPrompt } from '../core/prompt/prompt';
import type { DeviceSetting } from '../core/protocol/inferenceApi';
import { InferenceClient } from '../node/inference/inferenceClient';
import { withPool, type InferencePool } from '../node/inference/inferencePool';
import type { InferenceSettings } from '../node/inference/inferenceSettings';
import { defaultModelDir } from '../node/process/productPaths';

/** Options of every command that runs the model. */
export interface ModelOptions {
  readonly model: string;
  readonly device: DeviceSetting;
  readonly threads?: number;
}

const devices: readonly DeviceSetting[] = ['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml'];

export function modelOptions(): Option[] {
  return [
    new Option('--model <dir>', 'model folder').default(defaultModelDir, 'the bundled model'),
    new Option('--device <name>', 'device that runs the model').choices(devices).default('auto'),
    new Option('--threads <n>', 'number of CPU threads').argParser((text) => whole(text, 1)),
  ];
}

/** Which array of NumPy archives is the image. */
export function arrayOption(): Option {
  return new Option(
    '--array <name>',
    'array of NumPy archives (.npz) that is the image (default: the one of their masks, or the one that looks like an image)',
  );
}

/** The array that was named, for opening images. */
export function arrayOf({ array }: { readonly array?: string }): { readonly array?: string } {
  return array === undefined ? {} : { array };
}

export function inferenceSettings({ model, device, threads }: ModelOptions): InferenceSettings {
  return { modelDir: path.resolve(model), device, ...(threads === undefined ? {} : { threads }) };
}

/** Runs `work` with an inference process, which ends with it. */
export async function withClient<T>(options: ModelOptions, work: (client: InferenceClient) => Promise<T>): Promise<T> {
  const client = new InferenceClient(inferenceSettings(options));
  try {
    return await work(client);
  } finally {
    client.dispose();
  }
}

/** Runs `work` with the inference processes of bulk work, which end with it. */
export function withProcesses<T>(options: ModelOptions, work: (pool: InferencePool) => Promise<T>): Promise<T> {
  return withClient(options, (client) => withPool(client, inferenceSettings(options), work));
}

/** Parses `x0,y0,x1,y1` and adds it to the boxes before it. */
export function parseBox(text: string, before: readonly Rect[] = []): readonly Rect[] {
  const [x0, y0, x1, y1, ...rest] = numbers(text);
  if (x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined || rest.length > 0) {
    throw new InvalidArgumentError('Expected x0,y0,x1,y1 in pixels, such as 40,30,120,98.');
  }
  return [...before, { x0, y0, x1, y1 }];
}

/** Parses `x,y,+` or `x,y,-` and adds it to the points before it. */
export function parsePoint(text: string, before: readonly PointPrompt[] = []): readonly PointPrompt[] {
  const match = /^([^,]+),([^,]+),([+-])$/.exec(text.trim());
  const [x, y] = match === null ? [] : numbers(`${match[1]!},${match[2]!}`);
  if (match === null || x === undefined || y === undefined) {
    throw new InvalidArgumentError('Expected x,y,+ for a point on the object or x,y,- for one off it.');
  }
  return [...before, { x, y, positive: match[3] === '+' }];
}

/** Parses a whole number of at least `least` and at most `most`. */
export function whole(text: string, least: number, most = Infinity): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new InvalidArgumentError(`Expected a whole number ${range}.`);
}

function numbers(text: string): number[] {
  const parts = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return parts.every(Number.isFinite) ? parts : [];
}
