/**
 * What a process said on stderr, brought to the reason that ONNX Runtime gives there and nowhere else: the name of a library that
 * is missing, or what a graphics driver lacks.
 *
 * @returns one line; undefined when nothing was said
 */
export function nativeReason(words: string): string | undefined {
  const lines = words
    // ONNX Runtime colours its messages.
    .replaceAll(/\u001B\[[\d;]*m/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  const telling = lines.find((line) => / with error: |failed to |couldn't|cannot|error/i.test(line)) ?? lines.at(-1);
  if (telling === undefined) return undefined;
  const afterError = telling.split(' with error: ').at(-1) ?? telling;
  return afterError
    .replace(/^\d{4}-\d\d-\d\d [\d:.]+ \[[^\]]*\] /, '')
    .replace(/^.*\[ONNXRuntimeError\] : \d+ : \w+ : /, '')
    .replace(/\.$/, '');
}
