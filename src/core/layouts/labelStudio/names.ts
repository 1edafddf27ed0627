/** The file that is written. */
export const annotationsName = 'label-studio.json';

/** Whether a file can be an export of Label Studio, by the names that it gives: `project-1-at-2026-01-31-….json`. */
export function isAnnotation(path: string): boolean {
  return /^(label-studio|project-\d+-at-[^/]*)\.json$/i.test(path);
}

/**
 * The paths that the address of an image can stand for: `/data/upload/1/3f2a91bc-a.png` is `a.png`,
 * `/data/local-files/?d=ct/a.png` is `ct/a.png`, `s3://bucket/ct/a.png` is `bucket/ct/a.png`.
 */
export function imageNames(address: string): string[] {
  const local = /[?&]d=([^&]+)/.exec(address)?.[1];
  const plain = decoded(local ?? address.replace(/[?#].*$/, ''))
    .replaceAll('\\', '/')
    .replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
    .replace(/^\/+/, '');
  const uploaded = /^data\/upload\/(?:\d+\/)?(?:[\da-f]{8}-)?(.+)$/.exec(plain)?.[1];
  return uploaded === undefined ? [plain] : [uploaded, plain];
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
