import { english, type Message } from '../text/message';
import type { CommandEntry, KeyBinding, Section } from './command';
import { keyLabel } from './keyLabel';

/** A line of a table of keys. */
export interface KeyRow {
  readonly keys: readonly string[];
  readonly does: Message;
  /** IDs of the commands of the keys. */
  readonly commands: readonly string[];
}

export interface KeyGroup {
  readonly name: Message;
  readonly rows: readonly KeyRow[];
}

/** A long row of keys, such as those of the labels, shows its ends. */
const mostKeys = 4;

/** The default keys by section; neighbours that do the same share a row. Sections without keys are left out. */
export function keyTable(
  sections: readonly Section[],
  isMac: boolean,
  isWanted: (key: KeyBinding) => boolean = () => true,
): KeyGroup[] {
  return sections
    .map(({ name, commands }) => ({ name, rows: rowsOf(commands, isMac, isWanted) }))
    .filter(({ rows }) => rows.length > 0);
}

/** The keys that can be used while an image is in front: not those of the dataset's view and of metadata. */
export function isForImage({ when }: KeyBinding): boolean {
  return !when.includes('datasetFocused') && !when.includes('metadataOpen');
}

function rowsOf(
  commands: readonly CommandEntry[],
  isMac: boolean,
  isWanted: (key: KeyBinding) => boolean,
): readonly KeyRow[] {
  const rows = new Map<string, { does: Message; labels: Set<string>; ids: Set<string> }>();
  for (const { id, keys = [], does } of commands) {
    if (does === undefined) continue;
    for (const binding of keys.filter(isWanted)) {
      const label = keyLabel(isMac ? (binding.mac ?? binding.key) : binding.key, isMac);
      const row = rows.get(english(does)) ?? { does, labels: new Set(), ids: new Set() };
      row.labels.add(label);
      row.ids.add(id);
      rows.set(english(does), row);
    }
  }
  return [...rows.values()].map(({ does, labels, ids }) => ({
    keys: shortened([...labels]),
    does,
    commands: [...ids],
  }));
}

function shortened(labels: readonly string[]): readonly string[] {
  return labels.length > mostKeys ? [labels[0]!, '…', labels.at(-1)!] : labels;
}
