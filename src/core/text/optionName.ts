/** The option of the command line for a key of its parsed options: `unknownColors` is `--unknown-colors`. */
export function optionName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
