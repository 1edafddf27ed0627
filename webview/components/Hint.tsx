import type { CandidatePlace } from '../../src/core/prompt/prompt';
import { t, type Text } from '../../src/core/text/message';
import { localize, localized } from '../l10n/localize';
import { isAreaTool, isMeasuringTool, isPaintTool, type AreaTool } from '../../src/core/view/tool';
import { shownArea } from '../store/areaPreview';
import type { Page } from '../store/page';
import { shownCandidate } from '../store/planePrompt';
import { keyPlaneName } from '../store/spoken';

const first = {
  box: t`Drag a box around an object.`,
  point: t`Click an object.`,
  ruler: t`Drag along the distance to measure.`,
  area: t`Drag across the area to measure.`,
} as const;
const clickOfBoxModel = t`Click an object. Dragging a box works better: this model was trained on boxes only.`;
const acceptedEmpty = t`Accepted as empty: there is nothing to segment in this image.`;
const correct = t`Click to add to the mask, Alt-click to remove from it. Press A to accept it.`;

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

const subtract = ['Alt', t`subtract`] as const;
const confirmKeys = [
  ['Enter', t`confirm`],
  ['Esc', t`cancel`],
] as const;

/** What each tool does at first, and the keys that change it. */
const areaHints = {
  lasso: { does: t`Drag around pixels to add them`, keys: [subtract] },
  polygon: { does: t`Click corner by corner to add pixels`, keys: [subtract] },
  fill: { does: t`Click a hole of the object to fill it`, keys: [['Alt', t`remove the island`]] },
  wand: { does: t`Click to add connected pixels of similar values; drag for more`, keys: [subtract] },
  threshold: { does: t`Drag a box to add what stands out at its centre`, keys: [subtract] },
  scribble: {
    does: t`Draw a line over what is missing; the model corrects the mask there`,
    keys: [subtract],
  },
} as const;

/** What waits to be confirmed. */
const openHints = {
  polygon: { does: t`Click the first corner to confirm, drag a corner to move it`, keys: confirmKeys },
  threshold: { does: t`Click the box to confirm`, keys: [['[ ]', t`threshold`], ...confirmKeys] },
} as const;

const candidateKeys = [
  ['C', t`next candidate`],
  ['Shift+C', t`previous candidate`],
] as const;

/** What to do next: the keys of the candidates for a click; else, until it has been done once, the first object and its first correction. */
export function Hint({ page }: { page: Page }) {
  const { objects, review, boxesOnly = false, isAcceptedEmpty = false } = page.document.value;
  if (review !== undefined) return null;
  if (page.crosshairKeys.value) return <div class="hint text">{crosshairHintIn(page)}</div>;
  if (page.shown.value === undefined || page.notice.value !== null || page.drafts.value.length > 0) return null;
  if (isPaintTool(page.tool.value)) return page.lastStroke.value === undefined ? <BrushKeys page={page} /> : null;
  if (isAreaTool(page.tool.value)) return <AreaKeys tool={page.tool.value} page={page} />;
  const candidate = shownCandidate(page);
  if (candidate !== undefined && candidate.count > 1) return <CandidateKeys {...candidate} />;
  const isUncorrected = objects.length === 1 && page.selected.value?.prompt.points.length === 0;
  const begin = boxesOnly && page.tool.value === 'point' ? clickOfBoxModel : first[page.tool.value];
  const isMeasuring = isMeasuringTool(page.tool.value);
  const next = isMeasuring ? '' : isUncorrected ? correct : '';
  const isBeginning = isMeasuring ? page.measurement.value === undefined : objects.length === 0;
  const text = isAcceptedEmpty && !isMeasuring ? acceptedEmpty : isBeginning ? begin : next;
  return text === '' ? null : <div class="hint text">{localized(text)}</div>;
}

/** What to press at the crosshair, after the name of the plane that keys act in where there are several. */
function crosshairHintIn(page: Page): string {
  const name = keyPlaneName(page);
  const hint = localized(crosshairHint(page));
  return name === undefined ? hint : localize`${localized(name)}: ${hint}`;
}

function crosshairHint({ tool, corner, activePlane }: Page): Text {
  if (activePlane.value !== undefined && isMeasuringTool(tool.value)) {
    return t`Lengths and areas are measured on the slices.`;
  }
  if (isPaintTool(tool.value)) {
    return corner.value === undefined
      ? t`Arrow keys move, Enter begins a line.`
      : t`Arrow keys move, Enter ends the line.`;
  }
  if (isAreaTool(tool.value)) {
    if (tool.value === 'polygon') return t`Arrow keys move, Enter adds a corner; on the first corner it confirms.`;
    if (tool.value === 'fill') return t`Arrow keys move, Enter fills the hole, Alt+Enter removes the island.`;
    return corner.value === undefined
      ? t`Arrow keys move, Enter begins to draw, Alt+Enter to subtract.`
      : t`Arrow keys draw, Enter ends the drawing.`;
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

/** What an area tool does; for as long as nothing was drawn with it, or while something waits to be confirmed. */
function AreaKeys({ tool, page }: { tool: AreaTool; page: Page }) {
  const planes = page.planes.value && page.hasPlanes.value ? page.planeViews : [];
  const draft = [page, ...planes].map((surface) => shownArea(page, surface)).find((each) => each !== undefined);
  if (draft !== undefined && (tool === 'polygon' || tool === 'threshold')) {
    const { does, keys } = openHints[tool];
    return <Keys title={localized(does)} keys={keys} />;
  }
  const { does, keys } = areaHints[tool];
  return draft === undefined ? <Keys title={localized(does)} keys={keys} /> : null;
}

function CandidateKeys({ rank, count }: CandidatePlace) {
  return <Keys title={localize`Candidate ${rank} of ${count}`} keys={candidateKeys} />;
}

/** Where a review is, and its keys: below the image, which it never covers. */
export function ReviewBar({ page }: { page: Page }) {
  const { review } = page.document.value;
  if (review === undefined) return null;
  return (
    <footer class="review">
      <Keys title={review} keys={reviewKeys} />
    </footer>
  );
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
