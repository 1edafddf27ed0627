/** A message of ONNX Runtime without the places in its source code, in one line. */
export function plainReason(message: string): string {
  const missing = /\[(\w+)\] backend not found/.exec(message)?.[1];
  if (missing !== undefined) return 'this build of ONNX Runtime does not contain it';
  return message
    .replace(/^\/?\S*onnxruntime\S* .* was false\. /, '')
    .replaceAll(/\s*:?\s*at [^\n]*\([^)]*\.cpp:\d+\)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
}
