import { imageFacts, maskFacts } from '../../core/assistants/facts';
import { slashPath } from '../files/slashPath';
import { insideFolder } from '../files/insideFolder';
import { openImage } from '../image/openImage';
import { inspectMasks } from '../masks/maskStore';
import type { Handler } from './context';

/** Most masks that are listed of an image. */
const most = 200;

export const describeImage: Handler<'describe_image'> = {
  run: async ({ image }, { folder, token }) => {
    const opened = await openImage(await insideFolder(folder, image), { token });
    try {
      // Of a series, the file that its masks lie beside may be another one.
      const path = slashPath(folder, await insideFolder(folder, slashPath(folder, opened.path)));
      const { sidecar, state } = await inspectMasks(opened.path);
      const objects = sidecar?.objects ?? [];
      return {
        image: path,
        ...imageFacts(opened.info),
        ...(sidecar?.empty === undefined ? {} : { acceptedAsEmpty: true }),
        ...(state === 'foreign' || state === 'newer' ? { masksOfAnotherProgram: true } : {}),
        masks: objects.slice(0, most).map((object) => maskFacts(object, opened.info)),
        ...(objects.length > most ? { moreMasks: objects.length - most } : {}),
      };
    } finally {
      opened.dispose();
    }
  },
};
