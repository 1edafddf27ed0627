import { parseXml, XmlElement, type XmlDocument } from '@rgrove/parse-xml';
import { t } from '../../text/message';
import { damagedJson } from '../jsonText';

const what = t`The CVAT file`;

export interface CvatShape {
  /** `mask`, `polygon`, `box`, `ellipse`, and others that have no area. */
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface CvatImage {
  readonly id: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly CvatShape[];
}

export interface CvatFile {
  readonly images: readonly CvatImage[];
  /** Objects that are followed through the frames of a video. */
  readonly tracks: number;
}

/**
 * Parses a file of CVAT for images 1.1 (docs.cvat.ai, XML annotation format).
 * @throws UserError `damaged`
 */
export function parseCvat(text: string, file: string): CvatFile {
  let document: XmlDocument;
  try {
    document = parseXml(text);
  } catch (cause) {
    throw damagedJson(file, what, t`it is not valid XML`, cause);
  }
  const { root } = document;
  if (root?.name !== 'annotations') throw damagedJson(file, what, t`its root is not “annotations”`);
  const elements = root.children.filter((child) => child instanceof XmlElement);
  return {
    images: elements.filter(({ name }) => name === 'image').map((image) => imageOf(image, file)),
    tracks: elements.filter(({ name }) => name === 'track').length,
  };
}

function imageOf({ attributes, children }: XmlElement, file: string): CvatImage {
  const { id = '', name = '' } = attributes;
  const [width, height] = [Number(attributes['width']), Number(attributes['height'])];
  if (name === '' || !(width >= 1) || !(height >= 1)) {
    throw damagedJson(file, what, t`the image ${JSON.stringify(id.slice(0, 40))} has no name, width or height`);
  }
  const shapes = children
    .filter((child) => child instanceof XmlElement)
    .map((child) => ({ type: child.name, attributes: child.attributes }))
    .filter(({ type }) => type !== 'tag');
  return { id, name, width, height, shapes };
}
