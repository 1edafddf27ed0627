import type { Agreement } from '../agreement/agreement';
import type { ConsensusOptions } from '../agreement/consensusDrafts';
import type { ReaderPlace, ReaderSelection } from '../agreement/readerPlace';
import type { ShownCase } from '../agreement/report/document';

/** Readers, and which of their masks count. */
export interface ReadersRequest {
  readonly places: readonly ReaderPlace[];
  readonly selection: ReaderSelection;
}

/** How far readers agree, as a page shows it. */
export interface ComparedReaders {
  readonly agreement: Agreement;
  /** The worst cases as pictures, in their order. */
  readonly shown: readonly (ShownCase | undefined)[];
  /** Absolute path of the image of each case. */
  readonly files: readonly string[];
  /** What could not be compared, in English. */
  readonly failed: readonly string[];
}

export interface ConsensusRequest extends ReadersRequest, ConsensusOptions {
  readonly out: string;
  readonly by: string;
}

/** What was written of a consensus. */
export interface ConsensusSummary {
  /** Images with drafts, relative to the folder. */
  readonly written: readonly string[];
  readonly masks: number;
  /** Why images were left out, in English. */
  readonly failed: readonly string[];
}

/** What the process that compares readers does for its parent. It is ended to cancel. */
export interface AgreementApi {
  /** @throws UserError as `openReaders` and `compareReaders` */
  compare(request: ReadersRequest): Promise<ComparedReaders>;
  /** @throws UserError as `openReaders` and `writeConsensus` */
  writeConsensus(request: ConsensusRequest): Promise<ConsensusSummary>;
}

/** What the parent does for that process. */
export interface AgreementListener {
  onProgress(done: number, total: number): Promise<void>;
}
