import type { Page } from '../store/page';
import { showSlice } from '../store/viewCommands';

/** Where the shown slice lies in the volume, with marks at the slices that have objects. */
export function SliceStrip({ page, slices }: { page: Page; slices: number }) {
  const marked = new Map(page.document.value.objects.map(({ slice, color }) => [slice, color]));
  const index = page.sliceIndex.value;
  const last = slices - 1;
  const markWidth = last / 50;
  return (
    <label class="text strip">
      <span class="count">
        {page.playing.value && `▶ ${page.cineRate.value}/s · `}
        {index + 1} / {slices}
      </span>
      <span class="track">
        <svg class="marks" viewBox={`0 0 ${last} 1`} preserveAspectRatio="none" aria-hidden="true">
          {[...marked].map(([slice, color]) => (
            <rect key={slice} x={slice - markWidth / 2} y={0} width={markWidth} height={1} fill={color} />
          ))}
        </svg>
        <input
          type="range"
          min={1}
          max={slices}
          value={index + 1}
          aria-label="Slice"
          aria-valuetext={`${index + 1} of ${slices}${marked.has(index) ? ', has objects' : ''}`}
          onInput={(event) => {
            showSlice(page, event.currentTarget.valueAsNumber - 1);
          }}
          onKeyDown={keepKey}
        />
      </span>
    </label>
  );
}

/** The keys that move the slider would otherwise move the slice a second time, through VS Code's key bindings. */
function keepKey(event: KeyboardEvent): void {
  if (/^(Arrow|Page|Home|End)/.test(event.key)) event.stopPropagation();
}
