/** Where the sidecars of one reader are. */
export type ReaderPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  /** Beside those of another reader, under names such as `ct.dcm.masks.anna.json`; without a suffix, the usual ones. */
  | { readonly kind: 'suffix'; readonly folder: string; readonly suffix?: string }
  /** A branch, a tag or a commit of the repository that the folder lies in. */
  | { readonly kind: 'branch'; readonly folder: string; readonly branch: string };

/** Which masks of a reader count: those that a person has drawn, accepted or corrected, or all that were not rejected. */
export type ReaderSelection = 'reviewed' | 'all';
