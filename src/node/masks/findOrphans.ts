import path from 'node:path';
import { imageOfMask, imageOfSidecar, sidecarName } from '../../core/sidecar/names';
import { parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { listFolder } from '../files/findImages';
import { openImage } from '../image/openImage';
import { readTextFile } from '../files/textFile';

/** Masks whose image is not where they say. */
export interface Orphan {
  /** The sidecar, or the mask file where there is none, relative to the folder that was searched. */
  readonly file: string;
  /** Name of the missing image. */
  readonly image: string;
  /** The images without masks that they may belong to, the likeliest first, with what speaks for each. */
  readonly candidates: readonly { readonly image: string; readonly reasons: readonly string[] }[];
}

/**
 * Finds masks in a folder and its subfolders whose images were renamed, moved or deleted without them, and the images that they
 * seem to belong to: by their names, their sizes and, of a DICOM series, the SOP Instance UIDs of its slices.
 * @throws UserError `unreadable` when the folder cannot be read
 */
export async function findOrphans(folder: string): Promise<Orphan[]> {
  const { files, images } = await listFolder(folder);
  const lost = [...files].filter((file) => {
    const image = imageOf(file);
    return image !== undefined && !files.has(image);
  });
  // A mask file goes with its sidecar.
  const orphans = lost.filter((file) => imageOfSidecar(file) !== undefined || !files.has(sidecarName(imageOf(file)!)));
  if (orphans.length === 0) return [];
  const free = images.filter((image) => !files.has(sidecarName(image)));
  const known = new Map<string, Promise<Described | undefined>>();
  const described = (image: string): Promise<Described | undefined> => {
    const found = known.get(image) ?? describe(path.join(folder, image));
    known.set(image, found);
    return found;
  };
  return Promise.all(
    orphans.sort().map(async (file) => {
      const image = imageOf(file)!;
      const sidecar = await readSidecar(path.join(folder, file));
      const candidates: { image: string; reasons: string[] }[] = [];
      for (const candidate of free) {
        const reasons = reasonsFor({ image, sidecar }, candidate, await described(candidate));
        // Many images have the same size: that alone says little.
        if (reasons.some((reason) => reason !== sameSize)) candidates.push({ image: candidate, reasons });
      }
      candidates.sort((a, b) => b.reasons.length - a.reasons.length);
      return { file, image: path.posix.basename(image), candidates };
    }),
  );
}

/** The image that a sidecar or mask file lies beside. */
function imageOf(file: string): string | undefined {
  return imageOfSidecar(file) ?? imageOfMask(file);
}

interface Described extends Pick<Sidecar['image'], 'width' | 'height' | 'slices'> {
  readonly instances: readonly string[];
}

async function describe(file: string): Promise<Described | undefined> {
  try {
    const image = await openImage(file);
    image.dispose();
    const { width, height, slices } = image.info;
    return { width, height, slices, instances: image.instances ?? [] };
  } catch {
    // Open errors are reported elsewhere.
    return undefined;
  }
}

async function readSidecar(file: string): Promise<Sidecar['image'] | undefined> {
  if (imageOfSidecar(file) === undefined) return undefined;
  try {
    return parseSidecar(await readTextFile(file), file).image;
  } catch {
    return undefined;
  }
}

const sameSize = 'the same size';

function reasonsFor(
  { image, sidecar }: { readonly image: string; readonly sidecar: Sidecar['image'] | undefined },
  candidate: string,
  described: Described | undefined,
): string[] {
  const instances = new Set(sidecar?.instances);
  const stem = (name: string): string => path.posix.basename(name).replace(/\.[^.]*$|\.nii\.gz$/, '');
  const hasSize =
    sidecar !== undefined &&
    described?.width === sidecar.width &&
    described.height === sidecar.height &&
    described.slices === sidecar.slices;
  // Of an image of another size they are not.
  if (sidecar !== undefined && described !== undefined && !hasSize && instances.size === 0) return [];
  return [
    ...(described?.instances.some((instance) => instances.has(instance)) === true ? ['the same slices'] : []),
    ...(path.posix.basename(candidate) === path.posix.basename(image)
      ? ['the same name']
      : stem(candidate).includes(stem(image)) || stem(image).includes(stem(candidate))
        ? ['a similar name']
        : []),
    ...(hasSize ? [sameSize] : []),
  ];
}
