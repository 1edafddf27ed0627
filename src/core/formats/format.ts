import type { FormatName, MedicalImage } from '../image/medicalImage';
import type { FileContent } from './content';
import type { FieldsReader } from './headerField';
import type { PixelCodecs } from './pixelCodecs';
import type { Siblings } from './siblings';

/** A file format. Sibling folders hold one each; `registry.ts` lists them. */
export interface ImageFormat {
  readonly name: FormatName;
  /** For display: `DICOM`. */
  readonly title: string;
  /** Usual endings of file names, lower case, with the dot. */
  readonly extensions: readonly string[];
  /**
   * Whether the content is of this format.
   * @param head the file's bytes, at least its first 1024 or all of a shorter one
   * @param name the file's name, a hint where the content alone is no proof
   */
  sniff: (head: Uint8Array, name: string) => boolean;
  /**
   * Reads the header and prepares decoding; pixels may be decoded at once or slice by slice.
   * @param content is read as far as it is needed, and stays open as long as the image
   * @param siblings the files beside it, for headers whose data lie in another file
   * @param name path or name of the file, if that determines the name of the other file
   * @param array of an archive of several arrays, the name of the one to read; where it is left out, the one that looks like an image
   * @throws UserError `damaged`, `unsupported-encoding` or `too-large`; `bad-input` with a question where it is open which
   * array is meant; what `siblings` throws
   */
  read: (
    content: FileContent,
    codecs: PixelCodecs,
    siblings: Siblings,
    name: string,
    array?: string,
  ) => Promise<MedicalImage>;
  /** Bytes from the start of a file that hold its header; left out where a part may lie anywhere. */
  readonly headerBytes?: number;
  /** Lists what the header says, for display. */
  readFields: FieldsReader;
}
