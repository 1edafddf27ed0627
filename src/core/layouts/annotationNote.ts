import { english, t, type Message, type Text } from '../text/message';

/** A remark on an annotation that another program has written; the rest of its file is used all the same. */
export interface AnnotationNote {
  readonly file: string;
  /** Its id, or its number in the file, from 1; null for a remark on all of them, or on those of one image. */
  readonly annotation: number | string | null;
  /** Of a file with one annotation a line, the line, from 1. */
  readonly line?: number;
  /** A sentence. */
  readonly message: Text;
}

/** Reports a note on an annotation. */
export type TakeNote = (note: AnnotationNote) => void;

/** Notes, each once. */
export function distinct(notes: readonly AnnotationNote[]): AnnotationNote[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** Where the annotation of a line stands. @param line from 1 */
export function onLine(file: string, line: number): Omit<AnnotationNote, 'message'> {
  return { file, annotation: line, line };
}

/** A line of text. */
export function noteText({ file, annotation, line, message }: AnnotationNote): Message {
  if (line !== undefined) return t`${file}, line ${line}: ${message}`;
  return annotation === null ? t`${file}: ${message}` : t`${file}, annotation ${annotation}: ${message}`;
}

/** A note as the command line prints it in JSON. */
export function noteJson(note: AnnotationNote): AnnotationNote {
  return { ...note, message: english(note.message) };
}
