import { shortText } from '../write/values';

/** Longest text of LO. */
const most = 64;
const pattern = /^Label: ("(?:[^"\\]|\\.)*")$/;

/** A label as a text of LO, and, where that cannot hold it to the letter, the description that can. */
export function labelTexts(label: string): { readonly short: string; readonly description?: string } {
  const short = shortText(label, most) || 'object';
  return short === label ? { short } : { short, description: `Label: ${JSON.stringify(label)}` };
}

/** The label that a description holds to the letter; undefined for any other text. */
export function describedLabel(description: string): string | undefined {
  const json = pattern.exec(description)?.[1];
  if (json === undefined) return undefined;
  try {
    return String(JSON.parse(json));
  } catch {
    return undefined;
  }
}
