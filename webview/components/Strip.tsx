/** Where the shown slice or volume lies among all, with coloured marks at some. */
interface StripProps {
  readonly name: 'Slice' | 'Volume';
  readonly index: number;
  readonly count: number;
  /** Colour of the marks, by index. */
  readonly marks?: ReadonlyMap<number, string>;
  /** How many a second are being shown; undefined unless playing. */
  readonly rate: number | undefined;
  readonly show: (index: number) => void;
}

export function Strip({ name, index, count, marks = new Map(), rate, show }: StripProps) {
  const last = count - 1;
  const markWidth = last / 50;
  return (
    <label class="text strip">
      <span class="count">
        {rate !== undefined && `▶ ${rate}/s · `}
        {name === 'Volume' && 'Volume '}
        {index + 1} / {count}
      </span>
      <span class="track">
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
          aria-valuetext={`${index + 1} of ${count}${marks.has(index) ? ', has objects' : ''}`}
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
