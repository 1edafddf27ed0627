import { LruMap } from '../../core/base/lru';
import { intersectRect, pixelAt, rectOf, roundOutward, uniteRects } from '../../core/geometry/rect';
import { placeOf } from '../../core/image/slicePlace';
import type { RegionPicture } from '../../core/model/regionPicture';
import { zoomRegion } from '../../core/model/segment';
import type { Prompt } from '../../core/prompt/prompt';
import type { SliceView } from '../../core/protocol/hostApi';
import { readInferenceRegion } from '../../node/inference/inferenceRegion';
import { readInferenceSlice, type InferenceSlice } from '../../node/inference/inferenceSlice';
import { readModelCard } from '../../node/model/modelFolder';
import { readInferenceSettings } from '../config';
import type { OpenedDocument } from './openedDocument';

/** A slice as the model is to see it; of a large image a part of it. */
export interface Prepared extends Pick<InferenceSlice, 'image' | 'isDefaultWindow'> {
  readonly picture?: RegionPicture;
}

/** Slices prepared for the model that are kept, so that a preview need not prepare them again. */
const keptSlices = 3;

/** The slices and regions of one image as the model is to see them. */
export class PreparedViews {
  readonly #document: { open(): Promise<OpenedDocument> };
  readonly #prepared = new LruMap<string, Promise<Prepared>>(keptSlices);

  constructor(document: { open(): Promise<OpenedDocument> }) {
    this.#document = document;
  }

  /** Forgets slices of an image that was replaced. */
  forget(): void {
    this.#prepared.clear();
  }

  /**
   * Of a large image, the view that a prompt is answered from: the region that the model zooms in on around a box, read at the level
   * that it needs, whatever level the screen shows; else what is seen, with all of the prompt.
   */
  async viewFor(view: SliceView, prompt: Prompt, isFinal: boolean): Promise<SliceView> {
    const { image } = await this.#document.open();
    if (image.readRegion === undefined) return view;
    const { box } = prompt;
    if (isFinal) {
      const { zoom = 1 } = await readModelCard(readInferenceSettings().modelDir);
      const region = zoomRegion(prompt, zoom, image.info);
      if (region !== undefined) return { ...view, region };
    }
    const points = prompt.points.filter(({ positive }) => positive).map(pixelAt);
    const all = [...(view.region === undefined ? [] : [view.region]), ...(box === undefined ? [] : [box]), ...points];
    return { ...view, region: roundOutward(all.reduce(uniteRects)) };
  }

  /** @throws UserError when the image cannot be read */
  async prepare({ window, region, ...at }: SliceView): Promise<Prepared> {
    const { image } = await this.#document.open();
    const isLarge = image.readRegion !== undefined;
    const rect = isLarge ? intersectRect(region ?? rectOf(image.info), rectOf(image.info)) : undefined;
    const key = JSON.stringify([placeOf(at), window, rect]);
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const view: Promise<Prepared> =
      rect === undefined
        ? readInferenceSlice(image, at, window)
        : readInferenceRegion(image, at, window, rect).then((read) => ({ ...read, isDefaultWindow: false }));
    this.#prepared.set(key, view);
    try {
      return await view;
    } catch (error) {
      this.#prepared.delete(key);
      throw error;
    }
  }
}
