/** Share of the machine's memory that slices may take, and what it has where the browser does not say; in GiB. */
const share = 1 / 8;
const usual = 4;

/**
 * Bytes of slices that the page holds.
 * @param memory MiB of the setting; 0 for a share of the machine's memory
 */
export function slicesBudget(memory: number): number {
  const { navigator } = globalThis as { readonly navigator?: { readonly deviceMemory?: number } };
  const deviceMemory = navigator?.deviceMemory ?? usual;
  return memory > 0 ? memory * 2 ** 20 : share * deviceMemory * 2 ** 30;
}
