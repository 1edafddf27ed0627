/** A remark on an annotation that another program has written; the rest of its file is used all the same. */
export interface AnnotationNote {
  readonly file: string;
  /** Its id, or its number in the file; null for a remark on all of them, or on those of one image. */
  readonly annotation: number | string | null;
  /** A sentence. */
  readonly message: string;
}

/** Reports a note on an annotation. */
export type TakeNote = (note: AnnotationNote) => void;

/** Notes, each once. */
export function distinct(notes: readonly AnnotationNote[]): AnnotationNote[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** A line of text. */
export function noteText({ file, annotation, message }: AnnotationNote): string {
  return `${file}${annotation === null ? '' : `, annotation ${annotation}`}: ${message}`;
}
