import { UserError } from '../../core/base/error';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import type { SegmentPrompt } from '../../core/prompt/prompt';
import type { LoadedModel, TaughtDecoder } from '../../core/protocol/inferenceApi';
import { isAnsweredByLabel } from '../../core/teach/promptScores';
import { t } from '../../core/text/message';
import { decoderOf, findTaught } from '../teach/taughtStore';

/**
 * The taught labels of a folder, each read once.
 * @param sources of the run; a label whose weights are others than these name is refused
 * @returns finds a label by its name; rejects with a UserError `not-found`, `damaged`, `bad-model`
 */
export function taughtIn(folder: string, sources: readonly SourceSpec[]): (label: string) => Promise<TaughtDecoder> {
  const expected = new Map(sources.flatMap(weightsIn));
  const known = new Map<string, Promise<TaughtDecoder>>();
  return (label) => {
    const found =
      known.get(label) ??
      findTaught(folder, label)
        .then(decoderOf)
        .then(checked(label, expected, folder));
    known.set(label, found);
    return found;
  };
}

/**
 * The decoders of the taught labels of a folder for prompts that they answer better than the model, each read once: a run uses the
 * same ones from beginning to end.
 * @param model that runs; labels that were taught to another one are left out, as are those that cannot be read
 */
export function decodersIn(
  folder: string,
  model: Pick<LoadedModel, 'sha256'>,
): (label: string, prompt: SegmentPrompt) => Promise<TaughtDecoder | undefined> {
  const known = new Map<string, Promise<TaughtDecoder | undefined>>();
  const read = async (label: string): Promise<TaughtDecoder | undefined> => {
    try {
      const found = await findTaught(folder, label);
      return found.card.model.sha256 === model.sha256 ? decoderOf(found) : undefined;
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  };
  return async (label, prompt) => {
    const reading = known.get(label) ?? read(label);
    known.set(label, reading);
    const decoder = await reading;
    return isAnsweredByLabel(decoder?.prompts, prompt) ? decoder : undefined;
  };
}

/**
 * The sources of a run with the hashes of the taught labels in them, so that every machine and every resumption has the same.
 * @throws UserError `not-found` for a label that was not taught; `bad-model` for one whose weights are others than a source names
 */
export async function withTaught(folder: string, sources: readonly SourceSpec[]): Promise<readonly SourceSpec[]> {
  const taught = taughtIn(folder, sources);
  return Promise.all(
    sources.map(async (source) => {
      if (source.kind !== 'taught') return source;
      const decoders = await Promise.all(source.labels.map(taught));
      return { ...source, weights: decoders.map(({ key }) => key) };
    }),
  );
}

function weightsIn(source: SourceSpec): (readonly [label: string, weights: string | undefined])[] {
  return source.kind === 'taught' ? source.labels.map((label, i) => [label, source.weights?.[i]]) : [];
}

function checked(label: string, expected: ReadonlyMap<string, string | undefined>, folder: string) {
  return (decoder: TaughtDecoder): TaughtDecoder => {
    if ((expected.get(label) ?? decoder.key) === decoder.key) return decoder;
    throw taughtAgain(folder, label);
  };
}

/** The first label whose weights differ between the sources of a run as two machines, or two times, have them. */
export function labelTaughtAgain(one: readonly SourceSpec[], other: readonly SourceSpec[]): string | undefined {
  const known = new Map(one.flatMap(weightsIn));
  const all = other.flatMap(weightsIn);
  return all.find(([label, weights]) => known.has(label) && known.get(label) !== weights)?.[0];
}

export function taughtAgain(folder: string, label: string): UserError {
  return new UserError('bad-model', {
    file: folder,
    problem: t`The run was started with other weights of the taught label “${label}”.`,
    advice: t`Use the label as it was taught for the run, or start a new run.`,
  });
}
