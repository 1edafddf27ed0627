import { openingPlace, type OpeningPlace } from '../../node/image/openingPlace';
import type { ImageDocument } from './imageDocument';
import type { SeenSlices } from './seenSlices';

/** The slice that a document opens at. @throws UserError when the image or its masks cannot be read */
export async function findOpening(
  document: Pick<ImageDocument, 'uri' | 'open'>,
  seen: SeenSlices,
): Promise<OpeningPlace> {
  const { image, model, windows } = await document.open();
  const objects = model.state.objects.filter(({ status }) => status !== 'rejected');
  const finding = openingPlace(image, { seen: seen.of(document.uri), objects });
  // The default window takes reading slices, too.
  void windows.of(0);
  return finding;
}
