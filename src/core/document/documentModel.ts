import { Emitter, type Event } from '../base/event';
import { applyEdit, invertEdit, type Edit } from './edit';
import type { DocumentState } from './state';

interface Step {
  readonly edit: Edit;
  readonly forward: boolean;
}

/** A save under way: what is to be written, and how it ended. */
export interface PendingSave {
  readonly state: DocumentState;
  succeeded(): void;
  failed(): void;
}

/**
 * The masks of one image while they are edited, independent of any editor. The editor keeps the undo history; the model knows
 * the current state and which edits are not on disk yet.
 */
export class DocumentModel {
  readonly #changed = new Emitter<DocumentState>();
  #saved: DocumentState;
  #state: DocumentState;
  #unsaved: Step[] = [];

  readonly onDidChange: Event<DocumentState> = this.#changed.event;

  /**
   * @param saved what is on disk
   * @param unsaved edits made on it but not saved, oldest first
   * @throws UserError `conflict` when the edits do not fit what is on disk
   */
  constructor(saved: DocumentState, unsaved: readonly Edit[] = []) {
    this.#saved = saved;
    this.#state = unsaved.reduce(applyEdit, saved);
    this.#unsaved = unsaved.map((edit) => ({ edit, forward: true }));
  }

  get state(): DocumentState {
    return this.#state;
  }

  get isDirty(): boolean {
    return this.#unsaved.length > 0;
  }

  /** What has to be done to the state on disk to get the present one, oldest first. */
  get unsavedEdits(): readonly Edit[] {
    return this.#unsaved.map(({ edit, forward }) => (forward ? edit : invertEdit(edit)));
  }

  /** Makes an edit, or makes one again that was undone. */
  apply(edit: Edit): void {
    this.#step(edit, true);
  }

  undo(edit: Edit): void {
    this.#step(edit, false);
  }

  /** Goes back to what was on disk when it was last read or written. */
  revert(): void {
    this.#unsaved = [];
    this.#set(this.#saved);
  }

  /** Takes over what is on disk now. @throws RangeError when there are unsaved edits, which would be lost */
  reload(saved: DocumentState): void {
    if (this.isDirty) throw new RangeError('There are unsaved edits.');
    this.#saved = saved;
    this.#set(saved);
  }

  /** Takes the present state for saving. Edits made before the end of the save stay unsaved. */
  beginSave(): PendingSave {
    const saving = this.#unsaved;
    const state = this.#state;
    this.#unsaved = [];
    return {
      state,
      succeeded: () => {
        this.#saved = state;
        this.#changed.fire(this.#state);
      },
      failed: () => {
        this.#unsaved = [...saving, ...this.#unsaved];
      },
    };
  }

  #step(edit: Edit, forward: boolean): void {
    const next = applyEdit(this.#state, forward ? edit : invertEdit(edit));
    const last = this.#unsaved.at(-1);
    if (last?.edit === edit && last.forward !== forward) this.#unsaved.pop();
    else this.#unsaved.push({ edit, forward });
    this.#set(next);
  }

  #set(state: DocumentState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}
