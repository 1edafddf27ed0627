import type { Logger } from '../../core/base/logger';
import type { Edit } from '../../core/document/edit';
import { KeptByImage } from './keptByImage';

/** Edits of an image that are not saved, oldest first. */
export interface Unsaved {
  readonly image: string;
  /** Stands for the masks on disk that the edits were made on. */
  readonly version: string;
  readonly edits: readonly Edit[];
}

/**
 * Keeps unsaved edits on disk from the moment that they are made. VS Code asks for a backup only a second after an edit, or
 * later, and whatever ends the window before that would take the edits along.
 */
export class UnsavedEdits {
  readonly #kept: KeptByImage<Unsaved>;

  /** @param folder that is ours; made when there is something to keep */
  constructor(folder: string, log: Pick<Logger, 'warn'>) {
    this.#kept = new KeptByImage({ folder, format: 'sam-unet-unsaved', parse, log });
  }

  /** Keeps the unsaved edits of an image instead of those before; none removes what is kept. */
  keep(unsaved: Unsaved): void {
    this.#kept.keep(unsaved.image, unsaved.edits.length === 0 ? undefined : unsaved);
  }

  /** What was kept of an image; undefined where there is nothing, or nothing that can be read. */
  read(image: string): Promise<Unsaved | undefined> {
    return this.#kept.read(image);
  }

  /** Images with unsaved edits. */
  async images(): Promise<string[]> {
    return (await this.#kept.all()).map(({ image }) => image);
  }

  /** Keeps edits that do not fit their image any more apart. @returns the file that they are in */
  setAside(image: string): Promise<string> {
    return this.#kept.setAside(image);
  }
}

function parse(read: unknown): Unsaved | undefined {
  const { image, version, edits } = read as Partial<Unsaved>;
  if (typeof image !== 'string' || typeof version !== 'string') return undefined;
  return Array.isArray(edits) ? { image, version, edits } : undefined;
}
