/** Whether a DICOM file stands for its whole series or only for itself. */
export type SeriesMode = 'whole' | 'single';
