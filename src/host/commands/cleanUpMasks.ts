import { UserError } from '../../core/base/error';
import { requireUnlocked } from '../../core/document/locks';
import { t } from '../../core/text/message';
import { askAndCleanUp } from './cleanUpQuestions';
import { CleanUpSession } from './cleanUpSession';
import { CleanUpVolumeSession } from './cleanUpVolumeSession';
import { activePage, type CommandContext } from './context';
import { namedObjects, requireObject } from './namedObjects';

/**
 * Cleans up the named or selected objects, or all objects of the image, except locked ones. What would come of the operation is
 * shown over the image, with the change in area, before it is chosen.
 */
export async function cleanUpMasks(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const page = activePage(context);
  const { document } = page;
  const { image } = await document.open();
  const objects = namedObjects(document, named);
  if (objects.length > 0) document.selectAll(objects.map(({ id }) => id));
  const session = new CleanUpSession(document, requireUnlocked(objects), image.info.pixelSpacing, context.maskStore);
  const locked = document.state.objects.filter(({ status, locked }) => status !== 'rejected' && locked === true);
  if (session.objects.length === 0) {
    requireUnlocked(locked);
    throw new UserError('bad-input', {
      problem: t`The image has no objects.`,
      advice: t`Draw a box around an object, or segment the whole image, first.`,
    });
  }
  await askAndCleanUp(session);
}

/** Cleans up the label of the named or selected object in three dimensions, through all slices of its volume. */
export async function cleanUpVolume(context: CommandContext, ...named: readonly unknown[]): Promise<void> {
  const { document } = activePage(context);
  const object = requireObject(document, named);
  requireUnlocked([object]);
  const { image } = await document.open();
  document.select(object.id);
  await askAndCleanUp(new CleanUpVolumeSession(document, object, image.info, context.maskStore));
}
