import type { ViewApi, ViewCommand } from '../../src/core/protocol/viewApi';
import { idle, nextGesture } from '../../src/core/view/gesture';
import type { Page } from './page';
import type { Session } from './session';

/** Carries out what the host asks of the page. */
export function viewApi(page: Page, session: Session): ViewApi {
  return {
    showDocument: (document) => {
      page.document.value = document;
      return Promise.resolve();
    },
    perform: async (command) => {
      await perform(command, page, session);
    },
  };
}

async function perform(command: ViewCommand, page: Page, session: Session): Promise<void> {
  switch (command.kind) {
    case 'tool':
      page.tool.value = command.tool;
      return;
    case 'toggleFill':
      page.fill.value = !page.fill.value;
      return;
    case 'fit':
      page.camera.value = 'fit';
      return;
    case 'cancel':
      await cancel(page, session);
      return;
    case 'stepSlice':
      showSlice(page, page.sliceIndex.value + command.step);
      return;
    case 'showSlice':
      showSlice(page, command.slice);
      return;
    case 'window':
      page.chosenWindow.value = command.window ?? undefined;
  }
}

/** Goes to a slice; beyond the ends, to the first or last one. */
export function showSlice(page: Page, index: number): void {
  const last = (page.info.value?.slices ?? 1) - 1;
  page.sliceIndex.value = Math.min(Math.max(index, 0), last);
}

/** Ends the drag under way; without one, closes the message; without one, deselects. */
async function cancel(page: Page, session: Session): Promise<void> {
  if (page.gesture.value.kind !== 'idle') {
    const { effects } = nextGesture(page.gesture.value, { kind: 'cancel' });
    page.gesture.value = idle;
    if (effects.length > 0) session.draw(null);
  } else if (page.notice.value !== null) {
    page.notice.value = null;
  } else if (page.document.value.selected !== null) {
    await session.select(null);
  }
}
