import type { MaskApi } from './maskApi';
import { withinMaskBounds } from './maskBounds';

/** A store that keeps to the images below a folder, which a link to elsewhere may have joined since they were found. */
export function boundedMasks(folder: string, store: MaskApi): MaskApi {
  const bounded =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      withinMaskBounds([folder], () => work(...args));
  return {
    ...store,
    saveMasks: bounded(store.saveMasks),
    removeMasks: bounded(store.removeMasks),
    restoreMasks: bounded(store.restoreMasks),
    redrawMaskFiles: bounded(store.redrawMaskFiles),
  };
}
