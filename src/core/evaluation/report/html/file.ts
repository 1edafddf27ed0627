import { escaped } from './markup';
import { style } from './style';

/**
 * A report in English as one HTML file that needs nothing else and runs no script.
 * @param body in the style of reports
 * @param more style beyond it
 */
export function htmlFile(title: string, body: string, more = ''): string {
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">` +
    `<title>${escaped(title)}</title><style>${style}${more}</style></head><body><main>${body}</main></body></html>\n`
  );
}
