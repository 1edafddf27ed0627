import { sections } from '../../core/commands';
import { isForImage, keyTable } from '../../core/commands/keyTable';
import type { DefaultKeys } from '../../core/protocol/viewApi';

/** The keys that the extension comes with, for the page to show. VS Code does not expose which ones a user has changed. */
export const defaultKeys: DefaultKeys = {
  mac: keyTable(sections, true, isForImage),
  other: keyTable(sections, false, isForImage),
};
