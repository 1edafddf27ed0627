import { writeNrrd } from '../../formats/nrrd/write';
import { decodeRunLength } from '../../mask/runLength';
import { shortNames, splitPath } from '../imageNames';
import type { LayoutImage, LayoutWriter, WriteContext } from '../layout';
import { segmentsOf, type LayoutSegment } from '../segments';
import { segmentationPath } from './names';
import { segmentValues } from './segments';

/** A segmentation of 3D Slicer at the path of each image. Segments that overlap lie in layers of their own. */
export function writer({ images, labels }: WriteContext): Promise<LayoutWriter> {
  const short = shortNames(images.map(({ path }) => path));
  const colors = new Map(labels.map(({ name, color }) => [name, color]));
  return Promise.resolve({
    files: (image) => {
      const path = segmentationPath(splitPath(image.path).folder + short.get(image.path)!);
      return { files: [{ kind: 'bytes', path, bytes: segmentation(image, colors) }], losses: [] };
    },
    index: () => [],
  });
}

function segmentation(image: LayoutImage, colors: ReadonlyMap<string, string>): Uint8Array {
  const { width, height, slices, geometry } = image;
  const segments = segmentsOf(image);
  const { layers, layerOf } = layered(image, segments);
  const extent = [0, width - 1, 0, height - 1, 0, slices - 1];
  return writeNrrd({
    size: [width, height, slices],
    layers,
    ...(geometry === undefined ? {} : { geometry }),
    values: [
      ...segments.flatMap(({ label }, number) =>
        segmentValues(
          { name: label, value: number + 1, layer: layerOf[number]!, color: colors.get(label)! },
          number,
          extent,
        ),
      ),
      ['Segmentation_ContainedRepresentationNames', 'Binary labelmap|'],
      ['Segmentation_ConversionParameters', ''],
      ['Segmentation_MasterRepresentation', 'Binary labelmap'],
      ['Segmentation_ReferenceImageExtentOffset', '0 0 0'],
    ],
  });
}

/** Each segment in the first layer in which it covers no other; its value is its number, from 1. */
function layered(
  { width, height, slices }: LayoutImage,
  segments: readonly LayoutSegment[],
): { readonly layers: readonly (Uint8Array | Uint16Array)[]; readonly layerOf: readonly number[] } {
  const area = width * height;
  const layers: (Uint8Array | Uint16Array)[] = [];
  const layerOf = segments.map(({ objects }, number) => {
    const planes = objects.map(({ slice, mask }) => ({ from: slice * area, data: decodeRunLength(mask).data }));
    const isFree = (layer: Uint8Array | Uint16Array): boolean =>
      planes.every(({ from, data }) => data.every((value, at) => value === 0 || layer[from + at] === 0));
    const found = layers.findIndex(isFree);
    const at = found < 0 ? layers.length : found;
    const layer = (layers[at] ??= new (segments.length > 255 ? Uint16Array : Uint8Array)(area * slices));
    for (const { from, data } of planes) {
      for (let pixel = data.indexOf(1); pixel >= 0; pixel = data.indexOf(1, pixel + 1))
        layer[from + pixel] = number + 1;
    }
    return at;
  });
  return { layers, layerOf };
}
