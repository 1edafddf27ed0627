import path from 'node:path';
import { UserError } from '../../core/base/error';
import type { Replay } from '../../core/replay/replay';
import { t } from '../../core/text/message';
import type { Segmenter } from '../inference/segmenter';
import { readTaught, type TaughtLabel } from '../teach/taughtStore';
import { replayFolder, type ReplayOptions, type ReplaySide } from './replayFolder';
import { modelSide, taughtSide } from './sides';

export type ReplayHooks = Omit<ReplayOptions, 'isWanted' | 'joins' | 'width'>;

/**
 * Asks the prompts that are stored with the accepted masks of a folder again, of the model in use and of another one.
 * @param labels all when left out
 * @throws UserError as `replayFolder`; `bad-input` where the two are the same
 */
export async function replayModel(
  folder: string,
  inUse: Segmenter,
  candidate: Segmenter,
  { labels, ...hooks }: ReplayHooks & { readonly labels?: readonly string[] | undefined },
): Promise<Replay> {
  const [before, after] = [await inUse.start(), await candidate.start()];
  if (before.sha256 === after.sha256) {
    throw new UserError('bad-input', {
      problem: t`The candidate has the weights of the model in use.`,
      advice: t`Choose another model.`,
    });
  }
  // Versions of one model may have one name.
  const nameOf = ({ name, sha256 }: typeof before): string =>
    before.name === after.name ? `${name} ${sha256.slice(0, 8)}` : name;
  const sides = [
    modelSide(inUse, nameOf(before), before, hooks.token),
    modelSide(candidate, nameOf(after), after, hooks.token),
  ] as const;
  return replayFolder(path.resolve(folder), sides, {
    ...hooks,
    isWanted: ({ label }) => labels?.includes(label) ?? true,
    joins: false,
    width: (inUse.size ?? 1) + 1,
  });
}

/**
 * Compares a label as it is taught now with its teaching before, on accepted masks of images that taught neither.
 * @throws UserError as `replayFolder`; `not-found` where there are no two teachings, `bad-model` for those of another model
 */
export async function replayTaught(
  folder: string,
  label: string,
  client: Segmenter,
  hooks: ReplayHooks,
): Promise<Replay> {
  const root = path.resolve(folder);
  const [now, former] = [await readTaught(root, label), await readTaught(root, label, 'former')];
  if (now === undefined || former === undefined) {
    throw new UserError('not-found', {
      file: root,
      problem: t`The label “${label}” has not been taught twice in this folder.`,
      advice: t`Teach it again first; then the two teachings can be compared.`,
    });
  }
  await client.start();
  const taughtBy = new Set([now, former].flatMap(({ card }) => card.examples.map(({ image }) => image)));
  const side = (taught: TaughtLabel): ReplaySide => taughtSide(client, nameOf(taught), taught, hooks.token);
  return replayFolder(root, [side(former), side(now)], {
    ...hooks,
    isWanted: (object, image) => object.label === label && !taughtBy.has(image),
    joins: true,
    width: (client.size ?? 1) + 1,
  });
}

/** Such as `liver (2026-11-24 16:20)`. */
function nameOf({ card }: TaughtLabel): string {
  return `${card.label} (${card.at.slice(0, 16).replace('T', ' ')})`;
}
