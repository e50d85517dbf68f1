import type { Session } from '../../../database/adapter.ts'
import { chunkBytes } from '../../../database/postgres/chunk-pool.ts'
import type { RowTaker } from './row-taker.ts'

/** The fields of one row as bytes; of a NULL the end is before the start. All of it is valid only during the call. */
export interface Fields {
  readonly bytes: Uint8Array
  /** Of the bytes. */
  readonly view: DataView
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/**
 * Reads expressions over all rows of a query's source, in flat memory, as the text or the bytes that they are.
 * @param taker takes what it can of what comes as COPY
 */
export async function readFields(
  session: Session,
  expressions: readonly string[],
  from: string,
  onRow: (fields: Fields) => void,
  signal?: AbortSignal,
  taker?: RowTaker | undefined,
): Promise<void> {
  const list = expressions.map((one, at) => `${one} as f${at}`).join(', ')
  const query = `select ${list} from ${from}`
  if (session.copy)
    await readCopy(
      session.copy.out(`copy (${query}) to stdout (format binary)`, { signal, lends: true }),
      expressions.length,
      onRow,
      taker,
    )
  else await readRows(session.stream<Record<string, unknown>>(query, [], { signal }), expressions.length, onRow)
}

/** Signature, flags, and the length of an extension that nobody has defined. */
const headBytes = 19
const usualRoom = 4 * chunkBytes

/** Reads chunks of a binary COPY, which break anywhere. */
export async function readCopy(
  chunks: AsyncIterable<Uint8Array>,
  width: number,
  onRow: (fields: Fields) => void,
  taker?: RowTaker | undefined,
): Promise<void> {
  const starts = new Int32Array(width)
  const ends = new Int32Array(width)
  // What is read now, moved to the front of one room again and again: nothing of it is ever garbage.
  const usual = taker?.rows ?? Buffer.allocUnsafeSlow(usualRoom)
  let room = usual
  let fields: Fields = { bytes: room, view: viewOf(room), starts, ends }
  let held = 0
  let needed = headBytes
  let begun = false
  const resize = (size: number) => {
    const next = size > usual.length ? Buffer.allocUnsafeSlow(size) : usual
    room.copy(next, 0, 0, held)
    room = next
    fields = { bytes: room, view: viewOf(room), starts, ends }
  }
  for await (const chunk of chunks) {
    const most = Math.max(needed, held + chunk.length)
    if (most > room.length) resize(most + chunkBytes)
    room.set(chunk, held)
    held += chunk.length
    // A field that is larger than a chunk is looked at once, when all of it is there.
    if (held < needed) continue
    let at = begun ? 0 : headBytes
    begun = true
    needed = 0
    if (taker && room === usual) at = taker.take(at, held)
    for (;;) {
      const end = rowEnd(fields.view, at, held, width, starts, ends)
      if (end < 0) {
        needed = -end - at
        break
      }
      if (end === at) break
      onRow(fields)
      at = end
    }
    room.copyWithin(0, at, held)
    held -= at
    if (room !== usual && Math.max(needed, held) <= usual.length) resize(usual.length)
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Where the row ends; the same place at the end of all rows; less than zero where that many bytes are needed first. */
function rowEnd(
  view: DataView,
  from: number,
  held: number,
  width: number,
  starts: Int32Array,
  ends: Int32Array,
): number {
  let at = from + 2
  if (at > held) return -at
  if (view.getInt16(from) === -1) return from
  for (let field = 0; field < width; field++) {
    if (at + 4 > held) return -(at + 4)
    const length = view.getInt32(at)
    at += 4
    starts[field] = at
    ends[field] = length < 0 ? -1 : at + length
    if (length > 0) at += length
    if (at > held) return -at
  }
  return at
}

async function readRows(
  batches: AsyncIterable<readonly Record<string, unknown>[]>,
  width: number,
  onRow: (fields: Fields) => void,
): Promise<void> {
  const starts = new Int32Array(width)
  const ends = new Int32Array(width)
  for await (const batch of batches)
    for (const row of batch) {
      const parts = Array.from({ length: width }, (_, field) => bytesOf(row[`f${field}`]))
      let at = 0
      parts.forEach((part, field) => {
        starts[field] = at
        at += part?.length ?? 0
        ends[field] = part ? at : -1
      })
      const bytes = Buffer.concat(parts.filter((part) => part !== undefined))
      onRow({ bytes, view: viewOf(bytes), starts, ends })
    }
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value === null || value === undefined) return undefined
  return value instanceof Uint8Array ? value : Buffer.from(String(value))
}
