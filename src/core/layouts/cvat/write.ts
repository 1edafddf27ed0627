import { rectHeight, rectWidth } from '../../geometry/rect';
import { Mask } from '../../mask/mask';
import { decodeRunLength, encodeRunLength } from '../../mask/runLength';
import type { SidecarLabel } from '../../sidecar/sidecar';
import { caseNames } from '../imageNames';
import type { LayoutObject, LayoutWriter, WriteContext, WrittenImage } from '../layout';
import { pictureFile, picturesOf } from '../pictures';
import { annotationsName } from './names';

/** Pictures, and one file of CVAT for images 1.1 whose shapes are masks. Volumes are written slice by slice. */
export function writer({ images, labels, dataset }: WriteContext): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => ({
      files: picturesOf(image, cases.get(image.path)!).map((picture) =>
        pictureFile(image, picture, `images/${picture.stem}${picture.ending}`),
      ),
      losses: [],
    }),
    index: (written) => [{ kind: 'text', path: annotationsName, text: xmlOf(written, labels, dataset, cases) }],
  });
}

function xmlOf(
  written: readonly WrittenImage[],
  labels: readonly SidecarLabel[],
  dataset: string,
  cases: ReadonlyMap<string, string>,
): string {
  let id = 0;
  const images = written.flatMap(({ image }) =>
    picturesOf(image, cases.get(image.path)!).map(({ stem, ending, objects }) => {
      const start = `  <image id="${id++}" name="${escaped(`${stem}${ending}`)}" width="${image.width}" height="${image.height}">\n`;
      return `${start}${objects.map(maskElement).join('')}  </image>\n`;
    }),
  );
  const known = labels.map(
    ({ name, color }) =>
      `        <label><name>${escaped(name)}</name><color>${color}</color><type>mask</type><attributes></attributes></label>\n`,
  );
  return (
    '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n' +
    `  <meta>\n    <task>\n      <name>${escaped(dataset)}</name>\n      <size>${id}</size>\n      <mode>annotation</mode>\n` +
    `      <labels>\n${known.join('')}      </labels>\n    </task>\n  </meta>\n${images.join('')}</annotations>\n`
  );
}

function maskElement({ label, mask: stored }: LayoutObject): string {
  const mask = decodeRunLength(stored);
  const { bounds } = mask;
  if (bounds === undefined) return '';
  const inBox = new Mask(rectWidth(bounds), rectHeight(bounds));
  for (let y = 0; y < inBox.height; y++) {
    const from = (bounds.y0 + y) * mask.width + bounds.x0;
    inBox.data.set(mask.data.subarray(from, from + inBox.width), y * inBox.width);
  }
  const box = `left="${bounds.x0}" top="${bounds.y0}" width="${inBox.width}" height="${inBox.height}"`;
  const runs = encodeRunLength(inBox).counts.join(', ');
  return `    <mask label="${escaped(label)}" source="manual" occluded="0" rle="${runs}" ${box} z_order="0"></mask>\n`;
}

/** Text in an element or an attribute, whose white space would be read as spaces. Characters that XML does not have are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`);
}
