import { escaped, outlineMark, short } from '../../evaluation/report/html/markup';
import type { ReportPage } from '../../evaluation/report/html/page';
import { joined, t, type Message, type Text } from '../../text/message';
import { volumeOf } from '../../image/slicePlace';
import type { SourcedObject } from '../sources';
import { sourceTitle } from '../sources/spec';
import type { FirstImage } from './firstImage';

/** Style beyond the report's: boxes and outlines that are seen on any image, below the list that asks whether to start. */
export const previewStyle = `
main { padding-top: 12rem; }
.case svg { aspect-ratio: auto; max-height: 60vh; } .cases { grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); }
.halo, .first { fill: none; vector-effect: non-scaling-stroke; } .halo { stroke: #000; stroke-width: 4; } .first { stroke: #f0e442; stroke-width: 2; }
`;

/** What a run has understood of its sources, with its first prompts drawn, for the body of a page with the report's style. */
export function previewBody(
  understood: readonly Message[],
  notes: readonly Text[],
  images: readonly FirstImage[],
  { say }: ReportPage,
): string {
  const lineOf = promptTexts(images);
  const list = (texts: readonly Text[]): string =>
    texts.length === 0 ? '' : `<ul>${texts.map((text) => `<li>${escaped(say(text))}</li>`).join('')}</ul>`;
  return (
    `<h1>${escaped(say(t`How the prompts were understood`))}</h1>${list(understood)}` +
    `<h2>${escaped(say(t`The first prompts`))}</h2>` +
    `<div class="cases">${images.map((image) => figure(image, lineOf, say)).join('')}</div>${list(notes)}`
  );
}

function figure(image: FirstImage, lineOf: (object: SourcedObject) => Message, say: ReportPage['say']): string {
  const { file, width, height, flip, pixel, objects, others, picture } = image;
  const drawn =
    picture === undefined
      ? ''
      : `<image href="${picture.source}" width="${width}" height="${height}" preserveAspectRatio="none"/>`;
  const texts = [...objects.map(lineOf), ...(others === 0 ? [] : [t`${others} more`])];
  const lines = texts.map((text) => `<span>${escaped(say(text))}</span>`).join('');
  const [across, down] = [width * pixel[0], height * pixel[1]];
  const [a, d] = [flip[0] ? -pixel[0] : pixel[0], flip[1] ? -pixel[1] : pixel[1]];
  const shown = `matrix(${short(a)} 0 0 ${short(d)} ${flip[0] ? short(across) : 0} ${flip[1] ? short(down) : 0})`;
  return (
    `<figure class="case"><svg viewBox="0 0 ${short(across)} ${short(down)}" role="img" aria-label="${escaped(file)}">` +
    `<g transform="${shown}">${drawn}${objects.map(marks).join('')}</g></svg><figcaption class="caption"><b>${escaped(say(placeText(image)))}</b>${lines}</figcaption></figure>`
  );
}

function marks({ prompt: { box, points }, reference }: SourcedObject): string {
  const shapes = [
    ...(reference === undefined ? [] : [(name: string) => outlineMark(reference, name)]),
    ...(box === undefined
      ? []
      : [
          `x="${short(box.x0)}" y="${short(box.y0)}" width="${short(box.x1 - box.x0)}" height="${short(box.y1 - box.y0)}"`,
        ].map((at) => (name: string) => `<rect class="${name}" ${at}/>`)),
    ...points.map(
      ({ x, y }) =>
        (name: string) =>
          `<circle class="${name}" cx="${short(x)}" cy="${short(y)}" r="2"/>`,
    ),
  ];
  return shapes.map((shape) => shape('halo') + shape('first')).join('');
}

/** “ct.nii.gz · slice 12” */
function placeText(image: FirstImage): Text {
  const { file, slice } = image;
  const volume = volumeOf(image);
  if (volume > 0) return t`${file} · slice ${slice + 1} · volume ${volume + 1}`;
  return slice > 0 ? t`${file} · slice ${slice + 1}` : file;
}

/** Describes each of the first prompts, with its source where there are several: “liver: 16, 12 – 32, 24 · CSV boxes in b.csv”. */
export function promptTexts(images: readonly FirstImage[]): (object: SourcedObject) => Message {
  const sources = new Set(images.flatMap(({ objects }) => objects.map(({ source }) => source)));
  return (object) =>
    sources.size > 1 ? joined([promptText(object), sourceTitle(object.source)], ' · ') : promptText(object);
}

/** “liver: 16, 12 – 32, 24; mask of 120 pixels” */
function promptText({ label, prompt: { box, points }, reference }: SourcedObject): Message {
  const at = (x: number, y: number): string => `${short(x)}, ${short(y)}`;
  const clicks = points.map(({ x, y, positive }) => `${positive ? '+' : '−'} ${at(x, y)}`);
  const corners = box === undefined ? [] : [`${at(box.x0, box.y0)} – ${at(box.x1, box.y1)}`];
  const masks = reference === undefined ? [] : [t`mask of ${reference.area.toLocaleString('en')} pixels`];
  return joined([label, joined([...corners, ...clicks, ...masks], '; ')], ': ');
}
