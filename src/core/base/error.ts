import { english, sentences, t, type Message, type Text } from '../text/message';
import { printable } from './printable';

/** Stable, machine-readable reasons why something a user asked for cannot be done. */
export type UserErrorCode =
  | 'not-found'
  | 'unreadable'
  | 'unwritable'
  | 'unsupported-format'
  | 'unsupported-encoding'
  | 'damaged'
  | 'too-new'
  | 'too-large'
  | 'bad-input'
  | 'bad-prompt'
  | 'bad-model'
  | 'bad-answer'
  | 'broken-install'
  | 'unsupported-platform'
  | 'no-device'
  | 'inference-crashed'
  | 'conflict'
  | 'in-use'
  | 'cancelled';

export interface UserErrorDetails {
  /** What was wrong, one sentence. */
  readonly problem: Message;
  /** What the reader can do about it, one sentence. */
  readonly advice?: Message;
  /** Path or URI of the file concerned. */
  readonly file?: string;
  readonly cause?: unknown;
  /** Set where the reader's answer is all that is missing; `advice` names the option that gives it on the command line. */
  readonly question?: Question;
}

/** Something that can be read in several ways, none of which is sure enough to be taken without asking. */
export interface Question {
  /** Names the answer among those that a file may need. */
  readonly key: string;
  readonly readings: readonly { readonly answer: string; readonly title: Message }[];
  /** Title of a further answer, if the path of a file is one. */
  readonly file?: Message;
}

/**
 * The one error type for expected failures. Its text names the file, what was wrong and what to do; its message is the same in
 * English. Every other error is a programming error.
 */
export class UserError extends Error {
  readonly code: UserErrorCode;
  readonly details: UserErrorDetails;
  readonly text: Message;

  constructor(code: UserErrorCode, details: UserErrorDetails) {
    const text = describe(details);
    super(english(text), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'UserError';
    this.code = code;
    this.details = details;
    this.text = text;
  }

  /** The same error with the name of a file, for layers that learn the name after the error. */
  inFile(file: string): UserError {
    return this.details.file === undefined ? new UserError(this.code, { ...this.details, file }) : this;
  }
}

/** What working on a file has thrown, as an error that names the file. */
export function userErrorOf(error: unknown, file: string): UserError {
  return error instanceof UserError
    ? error.inFile(file)
    : new UserError('unreadable', { file, problem: t`${messageOf(error)}.`, cause: error });
}

/** What is shown of anything that can be thrown. */
export function errorText(error: unknown): Text {
  return error instanceof UserError ? error.text : messageOf(error);
}

/** English message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isCancellation(error: unknown): boolean {
  return error instanceof UserError && error.code === 'cancelled';
}

export function cancelled(): UserError {
  return new UserError('cancelled', { problem: t`The operation was cancelled.` });
}

function describe({ file, problem, advice }: UserErrorDetails): Message {
  const named: readonly Text[] = file === undefined ? [problem] : [`${printable(file)}:`, problem];
  return sentences(...named, ...(advice === undefined ? [] : [advice]));
}
