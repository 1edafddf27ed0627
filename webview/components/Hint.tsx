import type { CandidatePlace } from '../../src/core/prompt/prompt';
import { t, type Text } from '../../src/core/text/message';
import { localize, localized } from '../l10n/localize';
import { isPaintTool } from '../../src/core/view/tool';
import type { Page } from '../store/page';

const first = {
  box: t`Drag a box around an object.`,
  point: t`Click an object.`,
  ruler: t`Drag along the distance to measure.`,
  area: t`Drag across the area to measure.`,
} as const;
const clickOfBoxModel = t`Click an object, or better, drag a box: this model was trained on boxes only.`;
const acceptedEmpty = t`Accepted as empty: there is nothing to segment in this image.`;
const correct = t`Click to add to the mask, Alt-click to remove from it.`;

const reviewKeys = [
  ['A', t`accept`],
  ['R', t`reject`],
  ['E', t`edit`],
  ['Space', t`skip`],
  ['Shift+Space', t`back`],
] as const;

const brushKeys = [
  ['Alt', t`erase`],
  ['Shift', t`straight line`],
  ['[ ]', t`size`],
  ['Esc', t`new object`],
] as const;

const eraserKeys = [
  ['Alt', t`paint`],
  ['Shift', t`straight line`],
  ['[ ]', t`size`],
] as const;

const candidateKeys = [
  ['C', t`next candidate`],
  ['Shift+C', t`previous candidate`],
] as const;

/** What to do next: the keys of a review, or of the candidates for a click; else, until it has been done once, the first object and its first correction. */
export function Hint({ page }: { page: Page }) {
  const { objects, review, boxesOnly = false, isAcceptedEmpty = false } = page.document.value;
  if (review !== undefined) return <ReviewKeys place={review} />;
  if (page.crosshairKeys.value) return <div class="hint text">{localized(crosshairHint(page))}</div>;
  if (page.shown.value === undefined || page.notice.value !== null || page.drafts.value.length > 0) return null;
  if (isPaintTool(page.tool.value)) return page.lastStroke.value === undefined ? <BrushKeys page={page} /> : null;
  const { candidate } = page.selected.value ?? {};
  if (candidate !== undefined && candidate.count > 1) return <CandidateKeys {...candidate} />;
  const isUncorrected = objects.length === 1 && page.selected.value?.prompt.points.length === 0;
  const begin = boxesOnly && page.tool.value === 'point' ? clickOfBoxModel : first[page.tool.value];
  const next = isMeasuring(page) ? '' : isUncorrected ? correct : '';
  const isBeginning = isMeasuring(page) ? page.measurement.value === undefined : objects.length === 0;
  const text = isAcceptedEmpty && !isMeasuring(page) ? acceptedEmpty : isBeginning ? begin : next;
  return text === '' ? null : <div class="hint text">{localized(text)}</div>;
}

function isMeasuring({ tool }: Page): boolean {
  return tool.value === 'ruler' || tool.value === 'area';
}

function crosshairHint({ tool, corner }: Page): Text {
  if (isPaintTool(tool.value)) {
    return corner.value === undefined
      ? t`Arrow keys move, Enter begins a line.`
      : t`Arrow keys move, Enter ends the line.`;
  }
  if (tool.value === 'point') return t`Arrow keys move, Enter adds a positive point, Alt+Enter a negative one.`;
  return corner.value === undefined
    ? t`Arrow keys move, Enter places the first corner.`
    : t`Enter places the opposite corner.`;
}

/** What a stroke does. */
function BrushKeys({ page: { tool, selected } }: { page: Page }) {
  const object = selected.value;
  const isBrush = tool.value === 'brush';
  const title =
    object === undefined
      ? isBrush
        ? localize`Drag to paint a new object`
        : localize`Drag over an object to erase from it`
      : isBrush
        ? localize`Drag to paint “${object.label}”`
        : localize`Drag to erase from “${object.label}”`;
  return <Keys title={title} keys={isBrush ? brushKeys : eraserKeys} />;
}

function CandidateKeys({ rank, count }: CandidatePlace) {
  return <Keys title={localize`Candidate ${rank} of ${count}`} keys={candidateKeys} />;
}

function ReviewKeys({ place }: { place: string }) {
  return <Keys title={place} keys={reviewKeys} />;
}

function Keys({ title, keys }: { title: string; keys: readonly (readonly [key: string, does: Text])[] }) {
  return (
    <div class="hint text keys">
      <span>{title}</span>
      {keys.map(([key, does]) => (
        <span>
          <kbd>{key}</kbd> {localized(does)}
        </span>
      ))}
    </div>
  );
}
