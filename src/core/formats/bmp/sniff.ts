/** `BM`, and a header of one of the sizes that there are: two letters alone begin many texts. */
export function sniff(head: Uint8Array): boolean {
  return (
    head[0] === 0x42 && head[1] === 0x4d && [12, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0) && head[15] === 0
  );
}
