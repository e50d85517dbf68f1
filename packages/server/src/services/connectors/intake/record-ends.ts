const LINE_FEED = 10
const QUOTE = 34

/** Finds where records end, however the bytes are cut. */
export interface RecordEnds {
  /** The place behind each record that ends in these bytes, which follow those of the call before. */
  ends(bytes: Uint8Array, found: (end: number) => void): void
}

export function lineEnds(): RecordEnds {
  return {
    ends(bytes, found) {
      for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) found(at + 1)
    },
  }
}

/** Of CSV: a line feed inside of quotes ends nothing, and a quote inside of an unquoted field is text. */
export function csvEnds(delimiter: string): RecordEnds {
  const between = delimiter.charCodeAt(0)
  let state: 'start' | 'plain' | 'quoted' | 'quote' = 'start'
  return {
    ends(bytes, found) {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]
        if (state === 'quoted') {
          if (byte === QUOTE) state = 'quote'
          continue
        }
        if (state === 'quote' && byte === QUOTE) {
          state = 'quoted'
        } else if (byte === LINE_FEED) {
          state = 'start'
          found(at + 1)
        } else if (byte === between) state = 'start'
        else if (state === 'start') state = byte === QUOTE ? 'quoted' : 'plain'
        else state = 'plain'
      }
    },
  }
}

/** Bytes as blocks of whole records: each is cut at the first end behind `least` bytes, and the last is as long as it is. */
export async function* recordBlocks(
  input: AsyncIterable<Uint8Array>,
  records: RecordEnds,
  { least, most }: { readonly least: number; readonly most: number },
): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of input) {
    const cuts: number[] = []
    let from = 0
    records.ends(chunk, (end) => {
      if (bytes + end - from < least) return
      cuts.push(end)
      from = end
      bytes = 0
    })
    from = 0
    for (const cut of cuts) {
      yield Buffer.concat([...waiting, chunk.subarray(from, cut)])
      waiting = []
      from = cut
    }
    waiting.push(chunk.subarray(from))
    bytes += chunk.length - from
    if (bytes > least + most) throw new RecordTooLong()
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}

/** The records of a block, one by one. */
export function recordsIn(block: Uint8Array, records: RecordEnds): Uint8Array[] {
  const found: Uint8Array[] = []
  let from = 0
  records.ends(block, (end) => {
    found.push(block.subarray(from, end))
    from = end
  })
  if (from < block.length) found.push(block.subarray(from))
  return found
}

export class RecordTooLong extends Error {
  override readonly name = 'RecordTooLong'
}
