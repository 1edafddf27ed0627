import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { liver, rectObject } from '../sidecars';

/** What a process is asked to save, and when. */
export interface SaveRequest {
  readonly image: string;
  readonly writer: 'human' | 'machine';
  /** Left out by a writer who expects to find nothing. */
  readonly expected?: string;
  /** Where the object begins, so that the savers are distinguished. */
  readonly left: number;
  /** Milliseconds to wait. */
  readonly delay: number;
}

export type SaveOutcome = 'saved' | 'refused' | { readonly error: string };

const size = { width: 64, height: 48 };

/** A process that saves when it is asked, or again and again until it is killed. */
process.on('message', (request: SaveRequest | { readonly forever: string }) => {
  if ('forever' in request) void saveForever(request.forever);
  else setTimeout(() => void save(request), request.delay);
});
process.send?.('ready');

async function save({ image, writer, expected, left }: SaveRequest): Promise<void> {
  let outcome: SaveOutcome = 'saved';
  try {
    await saveMasks(described(image), content(left, writer), {
      writer,
      ...(expected === undefined ? {} : { expected }),
    });
  } catch (error) {
    const isConflict = error instanceof Error && 'code' in error && error.code === 'conflict';
    outcome = isConflict ? 'refused' : { error: String(error) };
  }
  process.send?.(outcome);
}

async function saveForever(image: string): Promise<void> {
  for (let left = 0; ; left = (left + 1) % 40) {
    const { version } = await loadMasks(described(image));
    await saveMasks(described(image), content(left, 'human'), { writer: 'human', expected: version });
  }
}

function described(image: string) {
  return { ...size, slices: 1, path: image };
}

function content(left: number, writer: SaveRequest['writer']) {
  const fields = writer === 'human' ? ({ origin: 'human', status: 'accepted' } as const) : { run: 'r1', source: 'box' };
  return { labels: [liver], objects: [rectObject(size, { x0: left, y0: 3, x1: left + 20, y1: 40 }, fields)] };
}
