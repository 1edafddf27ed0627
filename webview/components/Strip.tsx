import { qualityLevel } from '../../src/core/quality/level';
import { localize } from '../l10n/localize';

/** Where the shown slice or volume lies among all, with coloured marks at some. */
interface StripProps {
  readonly name: string;
  /** How “3 / 40” is shown. */
  readonly placeOf: (place: string) => string;
  readonly index: number;
  readonly count: number;
  /** Colour of the marks, by index. */
  readonly marks?: ReadonlyMap<number, string>;
  /** How good the masks that wait for a decision are estimated to be, from 0 to 1, by index. */
  readonly levels?: ReadonlyMap<number, number>;
  /** Playback speed, per second; undefined unless playing. */
  readonly rate: number | undefined;
  readonly show: (index: number) => void;
}

export function Strip({ name, placeOf, index, count, marks = new Map(), levels = new Map(), rate, show }: StripProps) {
  const last = count - 1;
  const markWidth = last / 50;
  return (
    <label class="text strip">
      <span class="count">
        {rate !== undefined && `▶ ${rate}/s · `}
        {placeOf(`${index + 1} / ${count}`)}
      </span>
      <span class="track">
        {levels.size > 0 && (
          <svg class="levels" viewBox={`-0.5 0 ${count} 1`} preserveAspectRatio="none" aria-hidden="true">
            {[...levels].map(([at, level]) => (
              <rect key={at} class={qualityLevel(level)} x={at - 0.4} y={1 - level} width={0.8} height={level} />
            ))}
          </svg>
        )}
        <svg class="marks" viewBox={`0 0 ${last} 1`} preserveAspectRatio="none" aria-hidden="true">
          {[...marks].map(([at, color]) => (
            <rect key={at} x={at - markWidth / 2} y={0} width={markWidth} height={1} fill={color} />
          ))}
        </svg>
        <input
          type="range"
          min={1}
          max={count}
          value={index + 1}
          aria-label={name}
          aria-valuetext={
            marks.has(index) ? localize`${index + 1} of ${count}, has objects` : localize`${index + 1} of ${count}`
          }
          onInput={(event) => {
            show(event.currentTarget.valueAsNumber - 1);
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
