import { promptOf } from '../../document/newObject';
import { placeOf } from '../../image/slicePlace';
import { decodeRunLength } from '../../mask/runLength';
import { isEmptyPrompt } from '../../prompt/prompt';
import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { sidecarName } from '../../sidecar/names';
import type { SidecarObject } from '../../sidecar/sidecar';
import { baseOf, folderOf } from './namedImages';
import type { PlannedObject, PromptSource, SourceFolder } from './source';

/** The prompts that were stored with the masks of an image, to be asked again. Rejected masks are left out. */
export function openSidecars(_: object, folder: SourceFolder): Promise<PromptSource> {
  const images = imagesWithSidecar(folder);
  return Promise.resolve({
    images,
    understood: [
      t`The prompts stored with the masks of ${counted(images.size, 'image')}, without those of rejected masks`,
    ],
    objectsIn: ({ sidecar }) =>
      (sidecar?.objects ?? []).filter(({ status }) => status !== 'rejected').flatMap((object) => planned(object)),
  });
}

export function imagesWithSidecar({ images, files }: Pick<SourceFolder, 'images' | 'files'>): Set<string> {
  return new Set(images.filter((image) => files.has(besideImage(image))));
}

function besideImage(image: string): string {
  const folder = folderOf(image);
  return `${folder === '' ? '' : `${folder}/`}${sidecarName(baseOf(image))}`;
}

/** An object without a prompt, such as a drawn one, is asked for by the bounds of its mask. */
function planned({ label, prompt: stored, mask, ...object }: SidecarObject): PlannedObject[] {
  const reference = decodeRunLength(mask);
  const box = reference.bounds;
  const prompt = promptOf(stored);
  if (!isEmptyPrompt(prompt)) return [{ label, ...placeOf(object), prompt, reference }];
  return box === undefined ? [] : [{ label, ...placeOf(object), prompt: { box, points: [] }, reference }];
}
