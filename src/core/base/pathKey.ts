declare const key: unique symbol;

/** What stands for a path in maps and comparisons. It is never shown, read or written: for that there is the spelling on disk. */
export type PathKey = string & { readonly [key]: true };

/** Which spellings a file system takes for one name. */
export interface NameRules {
  /** `Liver` and `liver`: Windows, macOS, and what they share. */
  readonly foldsCase: boolean;
  /** Composed and decomposed letters: macOS. */
  readonly foldsForm: boolean;
}

/** Those of the least discerning file system: names that differ by these differ everywhere. */
const widestRules: NameRules = { foldsCase: true, foldsForm: true };

/** @param path of a file, in any spelling; `\` is left alone */
export function pathKey(path: string, { foldsCase, foldsForm }: NameRules = widestRules): PathKey {
  const formed = foldsForm ? path.normalize('NFC') : path;
  return (foldsCase ? formed.toLowerCase() : formed) as PathKey;
}

/** Names that Windows keeps for devices, whatever their ending (Microsoft, Naming Files, Paths, and Namespaces). */
const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)[ .]*(\..*)?$/i;

/** Whether Windows takes a name for a device. */
export function isReservedName(name: string): boolean {
  return reserved.test(name);
}
