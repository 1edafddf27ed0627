import { sections } from '../../src/core/commands';
import { keyTable, type KeyRow } from '../../src/core/commands/keyTable';
import { english, type Message } from '../../src/core/text/message';

const groups = keyTable(sections, false);

/** A table by the name that stands in its marker. @throws Error for a name that there is no table of */
function tableNamed(name: string): string {
  if (name === 'keys')
    return table(
      ['For', 'Keys', 'To'],
      groups.flatMap(({ name: heading, rows }) => allKeys(heading, rows)),
    );
  const group = groups.find((candidate) => `keys: ${english(candidate.name)}` === name);
  if (group === undefined) throw new Error(`There is no table “${name}”.`);
  return table(['Keys', 'To'], group.rows.map(cells));
}

/** A text with its generated tables, which stand between markers. */
export function withTables(text: string): string {
  return text.replace(
    /(<!-- npm run manifest, (.*?) -->).*?(<!-- end -->)/gs,
    (_, start: string, name: string, end: string) => `${start}\n\n${tableNamed(name)}\n\n${end}`,
  );
}

function allKeys(heading: Message, rows: readonly KeyRow[]): string[][] {
  return rows.map((row, i) => [i === 0 ? english(heading) : '', ...cells(row)]);
}

function cells({ keys, does }: KeyRow): string[] {
  return [shown(keys), english(does).replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase())];
}

/** Keys as they are set in the docs; the ellipsis of a range is none. */
function shown(keys: readonly string[]): string {
  return keys
    .map((key) => (key === '…' ? 'to' : `\`${key}\``))
    .join(', ')
    .replace(', to, ', ' to ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
