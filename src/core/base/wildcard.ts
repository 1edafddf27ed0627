/**
 * Whether the whole text fits a pattern, where `*` stands for any characters and `?` for one. Capitals do not matter. Takes at
 * most pattern length times text length steps, whatever the pattern.
 */
export function fits(text: string, pattern: string): boolean {
  const [chars, wanted] = [text.toLowerCase(), pattern.toLowerCase()];
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < chars.length) {
    if (wanted[next] === '*') {
      star = next++;
      resume = at;
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === chars[at])) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else return false;
  }
  while (wanted[next] === '*') next++;
  return next === wanted.length;
}

export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}
