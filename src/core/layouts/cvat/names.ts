/** The file that is written; read is every XML file that lies in the source itself. */
export const annotationsName = 'annotations.xml';
