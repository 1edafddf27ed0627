import { bytesSource } from '../../../src/core/base/byteSource';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../../src/core/base/error';
import { openBytes } from '../../../src/core/formats/registry';
import { noSiblings, type Siblings } from '../../../src/core/formats/siblings';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { mutate, seededRandom } from './mutate';

/** What the test hands to this thread. */
export interface FuzzJob {
  readonly files: readonly string[];
  readonly first: number;
  readonly count: number;
}

/** What this thread tells before every input. */
export interface FuzzStart {
  readonly input: number;
  readonly file: string;
}

/** What it tells after every input. */
export interface FuzzOutcome extends FuzzStart {
  /** `image`, the code of a UserError, or what should not have happened. */
  readonly outcome: string;
  readonly milliseconds: number;
  /** Largest array that was asked for. */
  readonly largest: number;
}

let largest = 0;

/** Typed arrays that note how many bytes are asked of them. */
function watchAllocations(): void {
  const scope = globalThis as unknown as Record<string, new (...args: unknown[]) => object>;
  for (const name of [
    'Uint8Array',
    'Int8Array',
    'Uint16Array',
    'Int16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'ArrayBuffer',
  ]) {
    const original = scope[name]!;
    const bytes = 'BYTES_PER_ELEMENT' in original ? Number(original.BYTES_PER_ELEMENT) : 1;
    scope[name] = new Proxy(original, {
      construct(target, args: unknown[], newTarget: new () => object) {
        if (typeof args[0] === 'number') largest = Math.max(largest, args[0] * bytes);
        return Reflect.construct(target, args, newTarget);
      },
    });
  }
}

async function run({ files, first, count }: FuzzJob): Promise<void> {
  const contents = files.map((file) => new Uint8Array(readFileSync(file)));
  const codecs = createPixelCodecs();
  watchAllocations();
  for (let input = first; input < first + count; input++) {
    const random = seededRandom(input);
    const index = random(files.length);
    const bytes = mutate(contents[index]!, contents[random(files.length)]!, random);
    const folder = path.dirname(files[index]!);
    const siblings: Siblings = {
      read: async (name) => {
        const file = path.join(folder, name);
        return existsSync(file) && statSync(file).isFile()
          ? bytesSource(new Uint8Array(readFileSync(file)))
          : noSiblings.read(name);
      },
    };
    parentPort!.postMessage({ input, file: files[index]! } satisfies FuzzStart);
    largest = 0;
    const start = performance.now();
    const outcome = await open(bytes, path.basename(files[index]!), siblings);
    const milliseconds = performance.now() - start;
    parentPort!.postMessage({ input, file: files[index]!, outcome, milliseconds, largest } satisfies FuzzOutcome);
  }

  async function open(bytes: Uint8Array, name: string, siblings: Siblings): Promise<string> {
    try {
      const image = await openBytes(bytes, name, codecs, siblings);
      const { slices } = image.info;
      for (const slice of new Set([0, slices - 1])) {
        const { data, width, height, channels } = await image.readSlice(slice);
        if (data.length !== width * height * channels)
          return `a slice of ${data.length} samples for ${width} × ${height}`;
      }
      return 'image';
    } catch (error) {
      if (error instanceof UserError) return error.code;
      return `${String(error)} ${error instanceof Error ? error.stack : ''}`;
    }
  }
}

void run(workerData as FuzzJob);
