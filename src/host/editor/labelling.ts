import { contentEdit } from '../../core/document/contentEdit';
import type { Edit } from '../../core/document/edit';
import { relabelObjects } from '../../core/document/edits';
import type { DocumentState } from '../../core/document/state';
import { labelNamed, nextName } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import type { LabelNames } from '../../core/labels/renameLabel';
import type { SidecarLabel } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { signature } from './signature';

/** The document whose objects get labels. */
interface LabelledDocument {
  readonly state: DocumentState;
  /** Ids of the selected objects. */
  readonly selection: readonly string[];
  /** Labels of the image's workspace. */
  readonly knownLabels: LabelSet;
  /** Names that were given last in the workspace, the last first. */
  readonly usedLabels: readonly string[];
  /** Remembers a name for other images. */
  rememberLabel(name: string): void;
  /** Makes an edit that can be undone. */
  edit(edit: Edit): void;
}

/** The label of the next object, and how labels of objects are changed. */
export class Labelling {
  readonly #document: LabelledDocument;
  readonly #changed: () => void;
  #next: string | undefined;

  /** @param changed is called when the label of the next object has changed */
  constructor(document: LabelledDocument, changed: () => void) {
    this.#document = document;
    this.#changed = changed;
  }

  /** Label of the next object. */
  get next(): SidecarLabel {
    const { state, knownLabels, usedLabels } = this.#document;
    const name = this.#next ?? nextName(state.labels, knownLabels, usedLabels);
    return labelNamed(state.labels, name, knownLabels);
  }

  /** Labels objects, the selected ones by default, and all objects to come. */
  use(name: string, ids: readonly string[] = this.#document.selection): void {
    const { state, knownLabels } = this.#document;
    const edit = relabelObjects(state, ids, name, signature(), knownLabels);
    if (edit.changes.length > 0) this.#document.edit(edit);
    this.#next = name;
    this.#document.rememberLabel(name);
    this.#changed();
  }

  /**
   * Renames a label, also as that of objects to come. The edit is not saved: masks without unsaved edits are renamed on disk, and
   * read again.
   * @param change the labels and objects after it; undefined when they stay
   */
  rename({ from, to }: LabelNames, change: DocumentState | undefined): void {
    if (this.#next === from) this.#next = to;
    if (change === undefined) this.#changed();
    else this.#document.edit(contentEdit(this.#document.state, change, t`Rename label ${from} to ${to}`));
  }
}
