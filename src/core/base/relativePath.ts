/**
 * Whether a path that a file states can lie in the folder that it is relative to, on every system: no absolute path, drive or
 * share, no `..` that leads out, and no NUL, which ends names in systems.
 * @param stated with `/` or `\` between folders
 */
export function staysInside(stated: string): boolean {
  if (/^(?:[A-Za-z]:|[/\\])|\0/.test(stated)) return false;
  let depth = 0;
  for (const part of stated.split(/[/\\]/)) {
    // Windows drops spaces and dots at the end of a name.
    if (/^\.\.[. ]*$/.test(part)) depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return false;
  }
  return depth > 0;
}
