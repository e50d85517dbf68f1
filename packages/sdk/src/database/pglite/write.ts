/** Enough rows to make the start of a COPY cheap, few enough to keep memory flat. */
const blobBytes = 4 * 1024 * 1024
const newline = 0x0a

/**
 * The chunks of a COPY, put together to pieces that are whole rows. Only the text format shows where a row ends, since
 * it writes a newline in a value otherwise; other formats go as one piece.
 */
export async function* rowBlobs(
  statement: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Blob, void, undefined> {
  const divisible = !/\b(csv|binary|header)\b/i.test(statement)
  let parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const chunk of chunks) {
    // A chunk is only valid until the next is asked for.
    const bytes = new Uint8Array(chunk)
    const end = divisible && size + bytes.length >= blobBytes ? bytes.lastIndexOf(newline) + 1 : 0
    if (end === 0) {
      parts.push(bytes)
      size += bytes.length
      continue
    }
    yield new Blob([...parts, bytes.subarray(0, end)])
    parts = [bytes.subarray(end)]
    size = bytes.length - end
  }
  if (size > 0) yield new Blob(parts)
}
