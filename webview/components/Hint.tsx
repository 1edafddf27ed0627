import type { CandidatePlace } from '../../src/core/prompt/prompt';
import type { Page } from '../store/page';

const first = {
  box: 'Drag a box around a structure.',
  point: 'Click on a structure.',
  ruler: 'Drag along what you want to measure.',
  area: 'Drag across what you want to measure.',
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
  if (page.crosshairKeys.value) return <div class="hint text">{crosshairHint(page)}</div>;
  if (page.shown.value === undefined || page.notice.value !== null || page.drafts.value.length > 0) return null;
  const { candidate } = page.selected.value ?? {};
  if (candidate !== undefined && candidate.count > 1) return <CandidateKeys {...candidate} />;
  const isUncorrected = objects.length === 1 && page.selected.value?.prompt.points.length === 0;
  const begin = boxesOnly && page.tool.value === 'point' ? clickOfBoxModel : first[page.tool.value];
  const next = isMeasuring(page) ? '' : isUncorrected ? correct : '';
  const isBeginning = isMeasuring(page) ? page.measurement.value === undefined : objects.length === 0;
  const text = isBeginning ? begin : next;
  return text === '' ? null : <div class="hint text">{text}</div>;
}

function isMeasuring({ tool }: Page): boolean {
  return tool.value === 'ruler' || tool.value === 'area';
}

function crosshairHint({ tool, corner }: Page): string {
  if (tool.value === 'point') return 'Arrows move, Enter adds a point, Alt+Enter takes away.';
  return corner.value === undefined ? 'Arrows move, Enter sets the first corner.' : 'Enter sets the other corner.';
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
