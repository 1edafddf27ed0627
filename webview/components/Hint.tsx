import type { Page } from '../store/page';

const first = {
  box: 'Drag a box around a structure.',
  point: 'Click on a structure.',
} as const;
const correct = 'Click adds to the mask, Alt-click takes away.';

const reviewKeys = [
  ['A', 'accept'],
  ['R', 'reject'],
  ['E', 'edit'],
  ['Space', 'skip'],
  ['Shift+Space', 'back'],
] as const;

/** What to do next: the keys of a review; else, until it has been done once, the first object and its first correction. */
export function Hint({ page }: { page: Page }) {
  const { objects, review } = page.document.value;
  if (review !== undefined) return <ReviewKeys place={review} />;
  if (page.shown.value === undefined || page.notice.value !== null || page.drafts.value.length > 0) return null;
  const isUncorrected = objects.length === 1 && page.selected.value?.prompt.points.length === 0;
  const text = objects.length === 0 ? first[page.tool.value] : isUncorrected ? correct : '';
  return text === '' ? null : <div class="hint text">{text}</div>;
}

function ReviewKeys({ place }: { place: string }) {
  return (
    <div class="hint text review">
      <span>{place}</span>
      {reviewKeys.map(([key, does]) => (
        <span>
          <kbd>{key}</kbd> {does}
        </span>
      ))}
    </div>
  );
}
