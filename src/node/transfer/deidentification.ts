import { bytesSource } from '../../core/base/byteSource';
import { parseContent, type DataSet } from '../../core/formats/dicom/dataSet';
import { burnedInRisks } from '../../core/formats/dicom/deidentify/burnedIn';
import { deidentified, patientOf } from '../../core/formats/dicom/deidentify/rewrite';
import { DataDictionary } from '../../core/formats/dicom/dictionary';
import { fitsPng } from '../../core/formats/png/samples';
import type { DicomSource } from '../../core/formats/dicom/source';
import type { AnnotationNote } from '../../core/layouts/annotationNote';
import { splitPath } from '../../core/layouts/imageNames';
import type { LayoutFile, LayoutObject } from '../../core/layouts/layout';
import { numberedNames } from '../../core/layouts/numberedNames';
import { withFileSource } from '../files/fileSource';
import { dicomSourceOf } from '../image/dicomSourceOf';
import type { OpenedImage } from '../image/openImage';
import type { FileWriter } from './fileWriter';
import { SaltedPseudonyms } from './pseudonyms';

const day = 86_400_000;
/** Of a NIfTI-1 header, `data_type` and `db_name`: unused, and nobody knows what they hold. */
const unusedNifti = [4, 32] as const;

/** De-identifies one export: names of images, DICOM files, and headers that are copied. */
export class Deidentification {
  readonly #pseudonyms: SaltedPseudonyms;
  readonly #dictionary: DataDictionary;
  readonly #names: ReadonlyMap<string, string>;
  readonly #notes: AnnotationNote[] = [];
  /** Images in formats that do not say what is in their pixels. */
  readonly #silent = new Set<string>();

  private constructor(dictionary: DataDictionary, paths: Iterable<string>) {
    this.#dictionary = dictionary;
    this.#pseudonyms = new SaltedPseudonyms();
    this.#names = numberedNames(this.#pseudonyms.shuffled(paths));
  }

  /** @param paths of the images to be written */
  static async of(paths: Iterable<string>): Promise<Deidentification> {
    return new Deidentification(await DataDictionary.load(), paths);
  }

  /** What a person has to check in the pixels of images that were exported. */
  notesOf(images: readonly string[]): readonly AnnotationNote[] {
    const exported = new Set(images);
    const notes = this.#notes.filter(({ file }) => exported.has(file));
    const silent = images.filter((image) => this.#silent.has(image)).length;
    if (silent === 0) return notes;
    const message = `${silent} of the images do not say whether text or a face is part of their pixels, which are written as they are.`;
    return [...notes, { file: 'Images that are not DICOM', annotation: null, message }];
  }

  /** The path that stands for that of an image. */
  nameOf(image: string): string {
    return this.#names.get(image)!;
  }

  /** A UID that stands for another. */
  uid(uid: string): string {
    return this.#pseudonyms.uid(uid);
  }

  /** An image without the texts of its header. */
  image(opened: OpenedImage): OpenedImage {
    if (opened.niftiHeader === undefined) return opened;
    return { ...opened, niftiHeader: opened.niftiHeader.slice().fill(0, ...unusedNifti) };
  }

  /** A file of a layout without what else an image's own file holds: pictures are encoded again, as they are shown if PNG cannot hold them. */
  async file(file: LayoutFile, opened: OpenedImage): Promise<LayoutFile> {
    if (file.kind !== 'image' || file.as !== 'copy') return file;
    return { ...file, as: fitsPng(await opened.readSlice(file.slice)) ? 'stored' : 'shown' };
  }

  /** Takes a note of what the pixels of an image that was written may say. */
  async check(image: string, { path, info }: OpenedImage): Promise<void> {
    if (info.format === 'dicom') {
      const { dataSet } = await withFileSource(path, (source) => parseContent(source));
      this.#note(image, dataSet);
    } else this.#silent.add(image);
  }

  /**
   * Writes the files of a DICOM image, de-identified: `image_0001.dcm`, those of a series into a folder `image_0001`.
   * @returns what was written, to be referred to, of an image of another format nothing; and the objects with the times of their
   * changes moved like all dates of the patient
   */
  async writeSource(
    image: string,
    opened: OpenedImage,
    objects: readonly LayoutObject[],
    files: FileWriter,
  ): Promise<{ readonly dicom?: DicomSource; readonly objects: readonly LayoutObject[] }> {
    const name = this.nameOf(image);
    let { days } = this.#pseudonyms.patient(image);
    const dicom = await dicomSourceOf(opened, async (file, index, count) => {
      const bytes = await withFileSource(file, async (source) => {
        const content = await parseContent(source);
        this.#note(image, content.dataSet);
        ({ days } = patientOf(content.dataSet, this.#pseudonyms));
        return deidentified(content, this.#dictionary, this.#pseudonyms);
      });
      const folder = splitPath(name).stem;
      const path = count === 1 ? `${folder}.dcm` : `${folder}/${String(index + 1).padStart(4, '0')}.dcm`;
      await files.write({ kind: 'bytes', path, bytes }, opened);
      return (await parseContent(bytesSource(bytes))).dataSet;
    });
    return { ...(dicom === undefined ? {} : { dicom }), objects: objects.map((object) => moved(object, days)) };
  }

  #note(file: string, dataSet: DataSet): void {
    for (const risk of burnedInRisks(dataSet)) {
      const message = `${risk}.`;
      if (!this.#notes.some((note) => note.file === file && note.message === message)) {
        this.#notes.push({ file, annotation: null, message });
      }
    }
  }
}

function moved(object: LayoutObject, days: number): LayoutObject {
  if (object.at === undefined) return object;
  return { ...object, at: new Date(Date.parse(object.at) + days * day).toISOString() };
}
