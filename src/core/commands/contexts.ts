const editorOpen = 'activeCustomEditorId =~ /^samUnet\\.image/';
const imageOpen = `${editorOpen} && !samUnet.imageBroken`;

/** The situations in which commands are offered and keys act, by name: parts of `when` clauses. */
export const contexts = {
  /** An image is in front, and could be opened. */
  imageOpen,
  /** The image in front is one array of several in its file. */
  severalArrays: `${imageOpen} && samUnet.severalArrays`,
  /** It has the focus: not a control over it, a list, the status bar or a field to type in. */
  imageFocused: `${imageOpen} && samUnet.imageFocused && !inputFocus`,
  crosshair: 'samUnet.crosshair',
  noCrosshair: '!samUnet.crosshair',
  reviewing: 'samUnet.reviewing',

  // The tool of the image in front.
  boxTool: 'samUnet.tool == box',
  pointTool: 'samUnet.tool == point',
  brushTool: 'samUnet.tool == brush',
  eraserTool: 'samUnet.tool == eraser',
  lassoTool: 'samUnet.tool == lasso',
  polygonTool: 'samUnet.tool == polygon',
  fillTool: 'samUnet.tool == fill',
  wandTool: 'samUnet.tool == wand',
  thresholdTool: 'samUnet.tool == threshold',
  scribbleTool: 'samUnet.tool == scribble',
  rulerTool: 'samUnet.tool == ruler',
  areaTool: 'samUnet.tool == area',

  bulkRun: 'samUnet.bulkRun',
  bulkRunning: 'samUnet.bulkRun == running',
  bulkPaused: 'samUnet.bulkRun == paused',

  datasetFocused: 'focusedView == samUnet.dataset',
  datasetNotFocused: 'focusedView != samUnet.dataset',
  datasetFiltered: 'samUnet.datasetFiltered',
  datasetScanning: 'samUnet.datasetScanning',
  inDatasetView: 'view == samUnet.dataset',
  inObjectsView: 'view == samUnet.objects',
  /** A row of the Objects view has the focus, not a field to type in. */
  objectsFocused: 'focusedView == samUnet.objects && listFocus && !inputFocus',
  inRunsView: 'view == samUnet.runs',
  canResumeItem: 'viewItem =~ /\\bresume\\b/',
  canUndoItem: 'viewItem =~ /\\bundo\\b/',
  onImageItem: 'viewItem == image',
  onFolderItem: 'viewItem == folder',
  /** One of several selected rows. */
  onSeveralImages: 'viewItem == image && listMultiSelection',
  onImageOrFolderItem: 'viewItem =~ /^(image|folder)$/',
  onObjectItem: 'viewItem =~ /^object/',
  onShownObject: 'viewItem =~ /^object shown/',
  onHiddenObject: 'viewItem =~ /^object hidden/',
  onOpenObject: 'viewItem =~ /^object \\w+ open/',
  onLockedObject: 'viewItem =~ /^object \\w+ locked/',
  inTaughtView: 'view == samUnet.taught',
  onTaughtItem: 'viewItem =~ /^taught/',
  onFormerTaughtItem: 'viewItem =~ /^taught former/',
  hasTaught: 'samUnet.hasTaught',
  hasForeignTaught: 'samUnet.hasForeignTaught',
  imageWithTaught: `${imageOpen} && samUnet.hasTaught`,
  trusted: 'isWorkspaceTrusted',

  metadataOpen: 'resourceScheme == sam-unet-metadata',
  onFolder: 'explorerResourceIsFolder && resourceScheme == file',
  /** One of several selected folders. */
  onSeveralFolders: 'explorerResourceIsFolder && resourceScheme == file && listMultiSelection',
  /** A file that may be DICOM without an ending. */
  onFileWithoutEnding: '!explorerResourceIsFolder && resourceScheme == file && resourceExtname =~ /^(\\.[0-9]+)?$/',
  onImageFile:
    'resourceFilename =~ /\\.(dcm|dicom|ima|(nii|hdr)(\\.gz)?|nrrd|nhdr|mh[ad]|mg[hz]|tiff?|png|jpe?g|bmp|webp|np[yz])$/i',

  /** A file that VS Code opens itself unless our editor is chosen; not in our editor. */
  onPicture: 'resourceScheme == file && resourceExtname =~ /^\\.(png|jpe?g|bmp|webp|npy|npz)$/i',
  notImageOpen: `!(${editorOpen})`,

  /** Escape closes notifications first. */
  noNotifications: '!notificationToastsVisible && !notificationCenterVisible',
  /** A terminal gets its keys itself. */
  notTerminal: '!terminalFocus',
  /** Of the machine that the extension runs on. `isLinux` would be the window's, which may be on another one. */
  cudaMachine: 'samUnet.canInstallCuda',
  never: 'false',
} as const;

export type Context = keyof typeof contexts;

/** The `when` clause of contexts that hold together; undefined for none, which is everywhere. */
export function whenClause(parts: readonly Context[]): string | undefined {
  return parts.length === 0 ? undefined : parts.map((part) => contexts[part]).join(' && ');
}
