import { removeFile, writeFileAtomically } from '../files/atomicWrite';
import { readFile } from '../files/readFile';
import { exists } from '../files/exists';
import type { Message } from '../../core/text/message';

/** What a fix has done to files. VS Code undoes edits of texts; this undoes the rest. */
export interface DoneFix {
  readonly text: Message;
  /** Makes the files what they were, but for those that have changed since. */
  readonly undo: () => Promise<void>;
}

/** The content of files by path; undefined where there is none. */
type Contents = ReadonlyMap<string, Buffer | undefined>;

/**
 * Lets work create, change and delete files so that it can be undone.
 * @param files absolute paths of all that it may touch
 * @param text says what was done
 */
export async function undoably(files: readonly string[], text: Message, work: () => Promise<void>): Promise<DoneFix> {
  const before = await contentsOf(files);
  await work();
  const after = await contentsOf(files);
  return {
    text,
    undo: async () => {
      const now = await contentsOf(files);
      for (const [file, content] of before) {
        if (!isSame(now.get(file), after.get(file)) || isSame(content, after.get(file))) continue;
        if (content === undefined) await removeFile(file);
        else await writeFileAtomically(file, content);
      }
    },
  };
}

async function contentsOf(files: readonly string[]): Promise<Contents> {
  const contents = new Map<string, Buffer | undefined>();
  for (const file of files) contents.set(file, (await exists(file)) ? await readFile(file) : undefined);
  return contents;
}

function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
