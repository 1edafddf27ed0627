/** The file that is written; read is every JSON file that the source is. */
export const annotationsName = 'annotations.json';
