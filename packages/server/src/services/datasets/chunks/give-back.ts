/** What is small stands in memory that Node shares out. */
const shared = 1 << 16

/**
 * Gives memory back at once that nobody looks at any more. Left to the collector, what is opened for one answer makes
 * it run so often that a third of the work goes there.
 */
export function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > shared) buffer.transfer(0)
}
