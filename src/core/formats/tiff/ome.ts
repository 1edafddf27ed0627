import { t } from '../../text/message';
import { millimetresPer } from './lengthUnit';
import { knownSpacing, type Metadata } from './described';
import type { StackAxis } from './stack';

/** An element of XML: what its start tag says, and what is between that and the end tag. */
interface XmlElement {
  readonly attributes: string;
  readonly content: string;
}

/** Sizes of the dimensions that a plane has a number in. */
type Sizes = Readonly<Record<'Z' | 'C' | 'T', number>>;

/** OME-XML (data model 2016-06): the Pixels of the first Image, and where its planes are. */
export function readOme(xml: string, samples: number): Metadata {
  const text = xml.replace(/<!--.*?-->/gs, '');
  const [image, ...others] = elementsOf(text, 'Image');
  const [pixels] = elementsOf(image?.content ?? '', 'Pixels');
  // The file with the metadata is another one, which says what is what.
  if (pixels === undefined) return {};
  const count = (name: string): number => Math.max(1, Math.trunc(Number(attribute(pixels, name))) || 1);
  const length = (axis: string): number =>
    Number(attribute(pixels, `PhysicalSize${axis}`)) *
    millimetresPer(attribute(pixels, `PhysicalSize${axis}Unit`) ?? 'um');
  // The samples of a pixel count as channels, but lie in one page.
  const sizes: Sizes = {
    Z: count('SizeZ'),
    C: Math.max(1, Math.floor(count('SizeC') / samples)),
    T: count('SizeT'),
  };
  const order = (attribute(pixels, 'DimensionOrder') ?? 'XYZCT').replace(/[^ZCT]/g, '');
  const axes: StackAxis[] = order
    .split('')
    .map((name) => ({ size: sizes[name as keyof Sizes], isSlice: name === 'Z' }));
  const spacing = knownSpacing(length('X'), length('Y'));
  const magnification = Number(attribute(elementsOf(text, 'Objective')[0], 'NominalMagnification'));
  const optics = magnification > 0 && Number.isFinite(magnification) ? { magnification } : {};
  const series =
    others.length === 0 ? [] : [t`The file contains ${others.length + 1} images; only the first is shown.`];
  const own = attribute(elementsOf(text, 'OME')[0], 'UUID');
  const { pages, isWhole } = pagesOf(pixels, order, sizes, own);
  if (isWhole) return { ...spacing, ...optics, axes, pages, remarks: series };
  const parts = [t`The image is stored in several files; only the planes in this file are shown, as slices.`];
  return { ...spacing, ...optics, pages: pages.filter((page) => page >= 0), remarks: [...series, ...parts] };
}

/** More planes than an image may have. */
const mostPages = 1_000_000;

/** Pages of all planes in their order by the TiffData elements; -1 for those in other files. */
function pagesOf(
  pixels: XmlElement,
  order: string,
  sizes: Sizes,
  own: string | undefined,
): { pages: readonly number[]; isWhole: boolean } {
  const total = sizes.Z * sizes.C * sizes.T;
  const blocks = elementsOf(pixels.content, 'TiffData');
  if (blocks.length === 0 || total > mostPages) {
    return { pages: Array.from({ length: Math.min(total, mostPages) }, (_, i) => i), isWhole: true };
  }
  const pages = new Array<number>(total).fill(-1);
  let isElsewhere = false;
  for (const block of blocks) {
    const number = (name: string): number | undefined => {
      const text = attribute(block, name);
      return text === undefined ? undefined : Math.trunc(Number(text));
    };
    const [uuid] = elementsOf(block.content, 'UUID');
    if (uuid !== undefined && own !== undefined && uuid.content.trim() !== own) {
      isElsewhere = true;
      continue;
    }
    const [first, page] = [planeOf(order, sizes, (axis) => number(`First${axis}`) ?? 0), number('IFD')];
    const planes = number('PlaneCount') ?? (page === undefined ? total : 1);
    for (let i = 0; i < planes && first + i < total; i++) pages[first + i] = (page ?? 0) + i;
  }
  return { pages, isWhole: !isElsewhere && pages.every((page) => page >= 0) };
}

/** Number of a plane among all in the order of the dimensions. */
function planeOf(order: string, sizes: Sizes, at: (axis: keyof Sizes) => number): number {
  let [plane, step] = [0, 1];
  for (const name of order) {
    const axis = name as keyof Sizes;
    plane += at(axis) * step;
    step *= sizes[axis];
  }
  return plane;
}

/** Elements of a name, with any prefix; nested elements of the same name are not distinguished, and OME has none. */
function elementsOf(xml: string, name: string): XmlElement[] {
  const start = new RegExp(`<(?:\\w+:)?${name}\\b([^<>]*)>`, 'g');
  const end = new RegExp(`</(?:\\w+:)?${name}\\s*>`, 'g');
  const elements: XmlElement[] = [];
  for (let found = start.exec(xml); found !== null; found = start.exec(xml)) {
    const attributes = found[1]!;
    if (attributes.endsWith('/')) {
      elements.push({ attributes: attributes.slice(0, -1), content: '' });
      continue;
    }
    end.lastIndex = start.lastIndex;
    const closed = end.exec(xml);
    // What is never closed is looked for once.
    if (closed === null) break;
    elements.push({ attributes, content: xml.slice(start.lastIndex, closed.index) });
    start.lastIndex = end.lastIndex;
  }
  return elements;
}

function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(element?.attributes ?? '');
  return found?.[1] ?? found?.[2];
}
