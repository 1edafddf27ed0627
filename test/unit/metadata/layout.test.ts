import { expect, test } from 'vitest';
import type { HeaderField } from '../../../src/core/formats/headerField';
import { listFields } from '../../../src/core/metadata/layout';

const name: HeaderField = { tag: '(0010,0010)', name: 'PatientName', vr: 'PN', value: 'Doe^Jane', confidential: true };
const rows: HeaderField = { tag: '(0028,0010)', name: 'Rows', vr: 'US', value: '512', confidential: false };
const empty: HeaderField = { ...name, value: '' };
const sequence = (confidential: boolean): HeaderField => ({
  tag: '(0008,2218)',
  name: 'AnatomicRegionSequence',
  vr: 'SQ',
  value: '1 item',
  confidential,
  items: [[rows, name]],
});

test('fields are in columns, items indented below their sequence', () => {
  const { lines, hidden } = listFields([rows, sequence(false)], true);
  expect(hidden).toBe(0);
  expect(lines.map(({ text }) => text)).toEqual([
    '(0028,0010)  US  Rows                    512',
    '(0008,2218)  SQ  AnatomicRegionSequence  1 item',
    '  item 1',
    '    (0028,0010)  US  Rows                    512',
    '    (0010,0010)  PN  PatientName             Doe^Jane',
  ]);
});

test('values that may identify the patient stay hidden until requested', () => {
  const { lines, hidden } = listFields([name, sequence(false), sequence(true), empty], false);
  const text = lines.map((line) => line.text).join('\n');
  expect(text).not.toContain('Doe');
  expect(text.match(/\[hidden\]/g)).toHaveLength(3);
  expect(hidden).toBe(3);
  expect(lines.at(-2)?.text).toContain('AnatomicRegionSequence  [hidden]');
  expect(JSON.stringify(lines.map(({ field }) => field?.value))).not.toContain('Doe');
});

test('a line knows the field that it shows', () => {
  const { lines } = listFields([sequence(false)], true);
  expect(lines.map(({ field }) => field?.name)).toEqual(['AnatomicRegionSequence', undefined, 'Rows', 'PatientName']);
});

test('fields without tags and VRs take no column for them', () => {
  const plain: HeaderField = { tag: 'space', name: 'space', vr: '', value: 'LPS', confidential: false };
  expect(listFields([plain], false).lines[0]?.text).toBe('space  LPS');
});
