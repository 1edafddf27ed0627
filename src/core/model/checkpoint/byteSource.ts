/** Random access to the bytes of a file. */
export interface ByteSource {
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset`.
   *
   * @throws UserError `damaged` when they reach over the end
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}
