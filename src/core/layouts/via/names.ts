/** The file that is written. */
export const annotationsName = 'via_region_data.json';

/** Whether a file can be one of VIA, by the names that VIA gives: `via_project_….json`, `via_export_json.json`. */
export function isAnnotation(path: string): boolean {
  return /^via_[^/]*\.json$/i.test(path);
}
