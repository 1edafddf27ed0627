/** Text made safe for the content and the quoted attributes of HTML and SVG. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** A coordinate of a drawing, short. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
