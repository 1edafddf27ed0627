import { useLayoutEffect, useRef } from 'preact/hooks';
import { volumeOf } from '../../src/core/image/slicePlace';
import type { ValueRange } from '../../src/core/image/valueRange';
import { colorMapNames } from '../../src/core/view/colorMap';
import { describeImage, describeWindow, formatNumber, shownUnit } from '../../src/core/view/describe';
import { tileGapText } from '../../src/core/image/tileGap';
import { imageMargin } from '../../src/core/view/camera';
import { scaleBar } from '../../src/core/view/scaleBar';
import { isHandTool, isPaintTool } from '../../src/core/view/tool';
import { toolNames } from '../../src/core/view/toolNames';
import { localize, localized } from '../l10n/localize';
import { showSlice, showVolume } from '../store/navigation';
import type { Page } from '../store/page';
import { Hint } from './Hint';
import { Strip } from './Strip';

/** What is said about the image, in its corners; what there is to do stands above the lower ones. */
export function Corners({ page }: { page: Page }) {
  const [top, foot, bottom] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
  ];
  useLayoutEffect(() => keepClear(page, [top.current!, bottom.current!]), [page]);
  useLayoutEffect(() => watchHint(page, foot.current!), [page]);
  const info = page.info.value!;
  const isDeciding = page.objectIndex.value.levels(page.volumeIndex.value).size > 0;
  return (
    <>
      <div ref={top} class="row top">
        <Text text={localized(describeImage(info))} />
        <Text text={shownThrough(page)} strong={page.gesture.value.kind === 'window'} />
      </div>
      <Gaps page={page} />
      <div ref={foot} class="foot">
        <Hint page={page} />
        <div ref={bottom} class={isDeciding ? 'row deciding' : 'row'}>
          <div class="group">
            <Scale page={page} />
            <Text text={page.probed.value} />
          </div>
          <div class="group">
            <NextObject page={page} />
            {info.volumes !== undefined && <VolumeStrip page={page} volumes={info.volumes} />}
            {info.slices > 1 && <SliceStrip page={page} slices={info.slices} />}
          </div>
        </div>
      </div>
    </>
  );
}

/** How long a round length is on the screen. */
function Scale({ page }: { page: Page }) {
  const [info, transform] = [page.info.value, page.transform.value];
  const isShown = page.scaleBar.value && info !== undefined && transform !== undefined;
  const bar = isShown ? scaleBar(info, transform, page.pixelRatio.value) : undefined;
  if (bar === undefined) return null;
  return (
    <span class="text scale" role="img" aria-label={localize`Scale bar: ${bar.text}`}>
      <span class="bar" style={{ width: `${bar.length}px` }} />
      {bar.text}
    </span>
  );
}

/** Says what cannot be read of the image. */
function Gaps({ page }: { page: Page }) {
  const ofSlice = (page.shown.value?.slice.gaps ?? []).map(tileGapText);
  const [first, ...others] = page.view.tiles.value?.gaps.value ?? ofSlice;
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : localize` (and ${others.length} more)`;
  return (
    <div class="row gaps" role="status">
      <span class="text">{`${localized(first)}${more}`}</span>
    </div>
  );
}

/** Fits the image between the corner texts, however many lines they take. @returns what ends it */
function keepClear(page: Page, rows: readonly HTMLElement[]): () => void {
  const resized = new ResizeObserver(() => {
    const y = Math.max(imageMargin.y, ...rows.map(({ offsetHeight }) => offsetHeight + 10));
    const { margin } = page.viewport.peek();
    if (margin.y !== y) page.viewport.value = { ...page.viewport.peek(), margin: { ...margin, y } };
  });
  for (const row of rows) resized.observe(row);
  return () => {
    resized.disconnect();
  };
}

/** Follows where the hint is: it lies over the image where that is enlarged, or low. @returns what ends it */
function watchHint(page: Page, foot: HTMLElement): () => void {
  const resized = new ResizeObserver(() => {
    const hint = foot.querySelector<HTMLElement>('.hint');
    page.hintRows.value = hint === null ? undefined : [foot.offsetTop, foot.offsetTop + hint.offsetHeight];
  });
  resized.observe(foot);
  // The foot keeps its height, and moves, where the editor changes its own.
  resized.observe(foot.offsetParent!);
  return () => {
    resized.disconnect();
  };
}

/** Marks at slices show where objects of the shown volume lie. */
function SliceStrip({ page, slices }: { page: Page; slices: number }) {
  return (
    <Strip
      name={localize`Slice`}
      placeOf={(place) => place}
      index={page.sliceIndex.value}
      count={slices}
      marks={page.objectIndex.value.marks(page.volumeIndex.value)}
      levels={page.objectIndex.value.levels(page.volumeIndex.value)}
      rate={page.playing.value === 'slices' ? page.cineRate.value : undefined}
      show={(index) => {
        showSlice(page, index);
      }}
    />
  );
}

/** Marks at volumes show which have objects. */
function VolumeStrip({ page, volumes }: { page: Page; volumes: number }) {
  return (
    <Strip
      name={localize`Volume`}
      placeOf={(place) => localize`Volume ${place}`}
      index={page.volumeIndex.value}
      count={volumes}
      marks={new Map(page.document.value.objects.map((object) => [volumeOf(object), object.color]))}
      rate={page.playing.value === 'volumes' ? page.cineRate.value : undefined}
      show={(index) => {
        showVolume(page, index);
      }}
    />
  );
}

/** The window, and how the screen differs from what the model gets. */
function shownThrough(page: Page): string {
  const input = page.modelInput.value;
  if (input !== undefined) {
    const { image, modelSize } = input;
    return localize`Model input ${image.width} × ${image.height} of ${modelSize} × ${modelSize}`;
  }
  const { map, invert } = page.coloring.value;
  const parts = [
    localized(describeWindow(page.window.value)),
    map === 'grey' ? '' : localized(colorMapNames[map]),
    invert ? localize`inverted` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function Text({ text, strong = false }: { text: string; strong?: boolean }) {
  return text === '' ? <span /> : <span class={strong ? 'text strong' : 'text'}>{text}</span>;
}

/** How large a brush is or what an area takes, and what either leaves alone. */
function handToolText(page: Page): string {
  const tool = page.tool.value;
  if (!isHandTool(tool)) return '';
  const own = isPaintTool(tool) ? localize`${page.brush.value.diameter} px` : drawnValues(page);
  return [own, limitsText(page)].filter((part) => part !== '').join(' · ');
}

/** What tools that work by hand leave alone. */
function limitsText(page: Page): string {
  const { range, sparesOthers } = page.brush.value;
  const parts = [
    ...(range === null ? [] : [localize`only ${rangeText(page, range)}`]),
    ...(sparesOthers ? [localize`not over others`] : []),
  ];
  return parts.join(' · ');
}

/** The values that a wand or a threshold takes while it is being drawn; a threshold has no range but the one it is limited to. */
function drawnValues(page: Page): string {
  const area = page.areaPreview.value?.area;
  if (area?.kind === 'threshold') return page.brush.value.range === null ? rangeText(page, area.range) : '';
  return area?.kind === 'region' ? `± ${valueText(page, area.tolerance)}` : '';
}

/** “100 to 200 HU”. */
function rangeText(page: Page, [low, high]: ValueRange): string {
  return localize`${numberText(low)} to ${valueText(page, high)}`;
}

/** “200 HU”. */
function valueText(page: Page, value: number): string {
  return `${numberText(value)} ${shownUnit(page.info.value?.unit ?? '')}`.trimEnd();
}

function numberText(value: number): string {
  return formatNumber(value, Number.isInteger(value) ? 0 : 2);
}

/** The tool, and the label that the next object gets. */
function NextObject({ page }: { page: Page }) {
  const { name, color } = page.document.value.label;
  return (
    <span class="text next">
      {localized(toolNames[page.tool.value])} {handToolText(page)}
      {name !== '' && (
        <>
          <span class="swatch" style={{ background: color }} />
          {name}
        </>
      )}
    </span>
  );
}
