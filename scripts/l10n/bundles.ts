import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

export type Bundle = Readonly<Record<string, string>>;

/** Languages other than English into which the product is translated, as VS Code names them. */
export const languages = ['zh-cn'];

/** Path of the bundle of a language; of the English one, which lists all messages, for none. */
export function bundleFile(language?: string): string {
  return path.join(root, 'src/host/l10n', `bundle.l10n${language === undefined ? '' : `.${language}`}.json`);
}

/** Path of the texts of `package.json` in a language; in English for none. */
function manifestFile(language?: string): string {
  return path.join(root, `package.nls${language === undefined ? '' : `.${language}`}.json`);
}

export async function readManifestTexts(language?: string): Promise<Bundle> {
  return JSON.parse(await readFile(manifestFile(language), 'utf8')) as Bundle;
}

export async function readBundle(language?: string): Promise<Bundle> {
  return JSON.parse(await readFile(bundleFile(language), 'utf8')) as Bundle;
}

/** The bundle of English, in which each message stands for itself. */
export function englishBundle(messages: readonly string[]): Bundle {
  return Object.fromEntries(messages.map((message) => [message, message]));
}

/** A translation without messages that are gone, in the order of the sources' messages; `missing` are yet to be translated. */
export function upToDate(translated: Bundle, messages: readonly string[]): { bundle: Bundle; missing: string[] } {
  const kept = messages.filter((message) => message in translated);
  return {
    bundle: Object.fromEntries(kept.map((message) => [message, translated[message]!])),
    missing: messages.filter((message) => !(message in translated)),
  };
}
