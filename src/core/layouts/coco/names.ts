/** The file that is written; read is every JSON file that the source is. */
export const annotationsName = 'annotations.json';

/** Files of Roboflow, one beside the images of each split, and of CVAT and COCO itself, in a folder of their own. */
const exported = /(^|\/)_annotations\.coco\.json$|^annotations\/(instances|person_keypoints)_[^/]*\.json$/;

/** Whether a file in a folder is one of COCO by its name. */
export function isExported(path: string): boolean {
  return exported.test(path);
}
