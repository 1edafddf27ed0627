/**
 * Control characters of all kinds: those that terminals obey, those that end lines, and those that turn the direction of text
 * around (Unicode Technical Report 36, 2.4).
 */
const controls = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text from anywhere, such as the name of a file, as it can be shown in one line of a terminal: control characters are written as
 * JSON writes them, `\u001b`, so that JSON stays what it is.
 */
export function printable(text: string): string {
  return text.replaceAll(controls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
