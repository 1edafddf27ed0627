import type { Problem } from '../lint/problem';

/** What the process that checks data sets does for its parent. */
export interface LintApi {
  /** @throws UserError as `lintFolder` */
  lint(folder: string): Promise<Problem[]>;
  /** Lets the check end soon. */
  cancel(): Promise<void>;
}

/** What the parent does for that process. */
export interface LintListener {
  /** @param done images that were read */
  onProgress(done: number, total: number): Promise<void>;
}
