import * as v from 'valibot';
import type { Logger } from '../../core/base/logger';
import { unfinishedAreaSchema, type KeptArea, type UnfinishedArea } from '../../core/protocol/hostApi';
import { KeptByImage } from './keptByImage';

const unfinishedSchema = v.object({ image: v.string(), area: unfinishedAreaSchema });

/** Areas that wait to be confirmed, by their images. */
export type UnfinishedAreas = KeptByImage<v.InferOutput<typeof unfinishedSchema>>;

/** @param folder that is ours; made when there is something to keep */
export function unfinishedAreas(folder: string, log: Pick<Logger, 'warn'>): UnfinishedAreas {
  const parse = (read: unknown) => {
    const parsed = v.safeParse(unfinishedSchema, read);
    return parsed.success ? parsed.output : undefined;
  };
  return new KeptByImage({ folder, format: 'sam-unet-unfinished', parse, log });
}

/**
 * What was drawn on a page of an image and waits to be confirmed: a polygon or a threshold. Pages come and go, and VS Code
 * keeps their own state only now and then, so it is kept here, and on disk for the next session.
 */
export class DrawnArea {
  readonly #image: string;
  readonly #kept: UnfinishedAreas;
  #reading: Promise<void> | undefined;
  #area: UnfinishedArea | undefined;
  #isRestored = false;
  /** That shows it. */
  #page: unknown;

  /** @param image its path */
  constructor(image: string, kept: UnfinishedAreas) {
    this.#image = image;
    this.#kept = kept;
  }

  /**
   * What a page that is being loaded has to show; nothing where another one shows it.
   * @param isThere whether there is an object with an id: it may have gone with edits that were not saved
   */
  async show(page: object, isThere: (id: string) => boolean): Promise<KeptArea | undefined> {
    this.#reading ??= this.#read();
    await this.#reading;
    const area = this.#area;
    if (area === undefined || (this.#page !== undefined && this.#page !== page)) return undefined;
    const { objectId, erases } = area;
    const isLost = objectId !== null && !isThere(objectId);
    if (isLost && erases) return undefined;
    this.#page = page;
    return { area: isLost ? { ...area, objectId: null } : area, isRestored: this.#isRestored };
  }

  /** Keeps what a page shows; null where that is nothing. */
  keep(page: object, area: UnfinishedArea | null): void {
    if (area === null && this.#page !== page) return;
    this.#isRestored = false;
    this.#area = area ?? undefined;
    this.#page = area === null ? undefined : page;
    this.#kept.keep(this.#image, area === null ? undefined : { image: this.#image, area });
  }

  /** A page is closed: what it shows is left to the next one. */
  leave(page: object): void {
    if (this.#page === page) this.#page = undefined;
  }

  /** The image is closed, or another one is in its place. */
  forget(): void {
    this.#area = undefined;
    this.#page = undefined;
    this.#kept.keep(this.#image, undefined);
  }

  async #read(): Promise<void> {
    this.#area = (await this.#kept.read(this.#image))?.area;
    this.#isRestored = this.#area !== undefined;
  }
}
