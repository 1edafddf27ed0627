import { headerLines } from './headerLines';
import { plainField, shownValue, type HeaderField } from './headerField';

/**
 * The lines of a header of text, `name: value`, `name := value` or `name = value`, as they are written.
 * @param isLast whether a line ends the header
 * @throws UserError `damaged` for a header that does not end
 */
export function textHeaderFields(bytes: Uint8Array, isLast: (line: string) => boolean): HeaderField[] {
  const fields: HeaderField[] = [];
  for (const { line } of headerLines(bytes)) {
    if (line !== '') fields.push(fieldOf(line));
    if (isLast(line)) break;
  }
  return fields;
}

function fieldOf(line: string): HeaderField {
  const at = line.search(/[:=]/);
  if (at < 1 || line.startsWith('#')) return plainField('', shownValue(line));
  const separator = line.startsWith(':=', at) ? ':=' : line[at]!;
  const [name, value] = [line.slice(0, at), line.slice(at + separator.length)].map((part) => part.trim());
  // What programs add as keys of their own may be anything, such as a whole DICOM header.
  return { ...plainField(name!, shownValue(value!)), confidential: separator === ':=' };
}
