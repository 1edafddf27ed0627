import dicomParser, {
  type ByteArrayParser,
  type DataSet as ParsedDataSet,
  type Element as ParsedElement,
} from 'dicom-parser';
import { UserError } from '../../base/error';
import { DataSet, type Element } from './element';
import { elementCounter, parseElements, type Encoding } from './parseElements';

/** Their length takes four bytes, of which dicom-parser 1.8.21 reads two: everything after them is misread. */
const misread: ReadonlySet<string | undefined> = new Set(['OV', 'SV', 'UV']);

const undefinedLength = 0xffffffff;

/**
 * The elements of a data set, read by dicom-parser. What that cannot read, such as 64-bit value representations and padding
 * after the pixels, is read by {@link parseElements}.
 *
 * @param from where the first element begins
 * @param untilTag stop at this element, which is listed without what is in it
 * @throws UserError `damaged` where the bytes end before an element does, `too-large` for more elements than any file needs
 */
export function readElements(
  bytes: Uint8Array,
  from: number,
  encoding: Encoding,
  untilTag?: string,
): Readonly<Record<string, Element>> {
  return (
    readByLibrary(bytes, from, encoding, untilTag) ??
    parseElements(bytes, from, encoding, untilTag === undefined ? {} : { untilTag }).elements
  );
}

function readByLibrary(
  bytes: Uint8Array,
  from: number,
  { explicit, littleEndian }: Encoding,
  untilTag: string | undefined,
): Readonly<Record<string, Element>> | undefined {
  const { ByteStream, littleEndianByteArrayParser, bigEndianByteArrayParser } = dicomParser;
  // It fills in elements and warnings, and reads nothing else of what it is given.
  const target = { elements: {}, warnings: [] as string[] } as unknown as ParsedDataSet;
  const read = explicit ? dicomParser.parseDicomDataSetExplicit : dicomParser.parseDicomDataSetImplicit;
  try {
    const numbers = littleEndian ? littleEndianByteArrayParser : bigEndianByteArrayParser;
    const stream = new ByteStream(counting(numbers), bytes, from);
    read(target, stream, bytes.length, untilTag === undefined ? undefined : { untilTag });
    return converted(target, bytes, littleEndian);
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
}

/** Of each element the parser reads the group, the number and perhaps the length as numbers of 16 bits. */
function counting(numbers: ByteArrayParser): ByteArrayParser {
  const count = elementCounter();
  let read = 0;
  return {
    ...numbers,
    readUint16: (bytes, at) => {
      if (read++ % 2 === 0) count();
      return numbers.readUint16(bytes, at);
    },
  };
}

/** @throws Error where the parser has met a value representation that it misreads */
function converted(
  { elements }: Pick<ParsedDataSet, 'elements'>,
  bytes: Uint8Array,
  littleEndian: boolean,
): Record<string, Element> {
  const convert = ({ tag, vr, dataOffset, length, ...rest }: ParsedElement): Element => {
    if (misread.has(vr)) throw new Error(`The parser misread ${vr ?? ''}.`);
    const items = rest.items?.flatMap(({ dataSet }) =>
      dataSet === undefined
        ? []
        : [{ dataSet: new DataSet(bytes, converted(dataSet, bytes, littleEndian), littleEndian) }],
    );
    return {
      tag,
      ...(vr === undefined ? {} : { vr }),
      dataOffset,
      length: length === undefinedLength ? 0 : length,
      ...(rest.hadUndefinedLength === true ? { isDelimited: true as const } : {}),
      ...(items === undefined ? {} : { items }),
      ...(rest.fragments === undefined ? {} : { fragments: rest.fragments.length }),
    };
  };
  return Object.fromEntries(Object.values(elements).map((element) => [element.tag, convert(element)]));
}
