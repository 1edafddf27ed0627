import type { Page } from '../store/page';

const hints = {
  box: 'Drag a box around a structure.',
  point: 'Click on a structure.',
} as const;

/** What to do first, for as long as the image has no object. */
export function Hint({ page }: { page: Page }) {
  const isEmpty = page.document.value.objects.length === 0 && page.drafts.value.length === 0;
  if (!isEmpty || page.shown.value === undefined || page.notice.value !== null) return null;
  return <div class="hint text">{hints[page.tool.value]}</div>;
}
