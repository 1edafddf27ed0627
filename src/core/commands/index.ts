import type { CommandEntry } from './command';
import { bulk } from './sections/bulk';
import { cleaning } from './sections/cleaning';
import { crosshair } from './sections/crosshair';
import { dataset } from './sections/dataset';
import { drawing } from './sections/drawing';
import { keys } from './sections/keys';
import { masks } from './sections/masks';
import { metadata } from './sections/metadata';
import { model } from './sections/model';
import { objects } from './sections/objects';
import { reviewing } from './sections/review';
import { slices } from './sections/slices';
import { teaching } from './sections/teach';
import { tools } from './sections/tools';
import { viewing } from './sections/viewing';

/**
 * Every command with its title, keys and menus. `npm run manifest` makes of it what `package.json` contributes and the tables
 * of keys in the docs; the page shows it over the image.
 */
export const sections = [
  drawing,
  objects,
  tools,
  cleaning,
  slices,
  viewing,
  crosshair,
  reviewing,
  metadata,
  dataset,
  bulk,
  teaching,
  masks,
  model,
  keys,
] as const;

export type CommandId = (typeof sections)[number]['commands'][number]['id'];

export const commands: readonly CommandEntry<CommandId>[] = sections.flatMap((section) => [...section.commands]);
