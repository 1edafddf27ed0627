import type { CandidatePlace } from '../../src/core/prompt/prompt';
import type { Page } from '../store/page';

const first = {
  box: 'Drag a box around a structure.',
  point: 'Click on a structure.',
} as const;
const clickOfBoxModel = 'Click on a structure, or drag a box: the model was trained with boxes alone.';
const correct = 'Click adds to the mask, Alt-click takes away.';

const reviewKeys = [
  ['A', 'accept'],
  ['R', 'reject'],
  ['E', 'edit'],
  ['Space', 'skip'],
  ['Shift+Space', 'back'],
] as const;

const candidateKeys = [
  ['C', 'next'],
  ['Shift+C', 'previous'],
] as const;

/** What to do next: the keys of a review, or of the candidates for a click; else, until it has been done once, the first object and its first correction. */
export function Hint({ page }: { page: Page }) {
  const { objects, review, boxesOnly = false } = page.document.value;
  if (review !== undefined) return <ReviewKeys place={review} />;
  if (page.shown.value === undefined || page.notice.value !== null || page.drafts.value.length > 0) return null;
  const { candidate } = page.selected.value ?? {};
  if (candidate !== undefined && candidate.count > 1) return <CandidateKeys {...candidate} />;
  const isUncorrected = objects.length === 1 && page.selected.value?.prompt.points.length === 0;
  const opening = boxesOnly && page.tool.value === 'point' ? clickOfBoxModel : first[page.tool.value];
  const text = objects.length === 0 ? opening : isUncorrected ? correct : '';
  return text === '' ? null : <div class="hint text">{text}</div>;
}

function CandidateKeys({ rank, count }: CandidatePlace) {
  return <Keys title={`Candidate ${rank} of ${count}`} keys={candidateKeys} />;
}

function ReviewKeys({ place }: { place: string }) {
  return <Keys title={place} keys={reviewKeys} />;
}

function Keys({ title, keys }: { title: string; keys: readonly (readonly [key: string, does: string])[] }) {
  return (
    <div class="hint text keys">
      <span>{title}</span>
      {keys.map(([key, does]) => (
        <span>
          <kbd>{key}</kbd> {does}
        </span>
      ))}
    </div>
  );
}
