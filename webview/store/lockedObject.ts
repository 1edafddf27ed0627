import type { ViewObject } from '../../src/core/protocol/viewDocument';
import type { Page } from './page';

/** The object with this id if it is locked, so that no tool changes it. */
export function lockedObject({ document }: Page, id: string | null): ViewObject | undefined {
  return document.value.objects.find((object) => object.id === id && object.locked === true);
}
