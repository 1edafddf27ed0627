/** Whether a DICOM file represents its whole series or only itself. */
export type SeriesMode = 'whole' | 'single';
