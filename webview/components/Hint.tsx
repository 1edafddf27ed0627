import type { Page } from '../store/page';

const first = {
  box: 'Drag a box around a structure.',
  point: 'Click on a structure.',
} as const;
const correct = 'Click adds to the mask, Alt-click takes away.';

/** What to do next, until it has been done once: the first object, and its first correction. */
export function Hint({ page }: { page: Page }) {
  const { objects } = page.document.value;
  if (page.shown.value === undefined || page.notice.value !== null || page.drafts.value.length > 0) return null;
  const isUncorrected = objects.length === 1 && page.selected.value?.prompt.points.length === 0;
  const text = objects.length === 0 ? first[page.tool.value] : isUncorrected ? correct : '';
  return text === '' ? null : <div class="hint text">{text}</div>;
}
