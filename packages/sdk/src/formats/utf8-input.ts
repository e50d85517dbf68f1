import { malformed } from './malformed.ts'

const LINE_FEED = 10

/** The chunks without a byte order mark at their start, wherever it is cut. */
async function* withoutMark(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array | undefined = new Uint8Array(0)
  for await (const chunk of input) {
    if (start === undefined) yield chunk
    else {
      start = Buffer.concat([start, chunk])
      if (start.length < 3) continue
      yield start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? start.subarray(3) : start
      start = undefined
    }
  }
  if (start !== undefined && start.length > 0) yield start
}

/** Passes the chunks through, without a byte order mark, and refuses what is not UTF-8, also across their borders. */
export async function* checkedUtf8(format: string, input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let offset = 0
  const check = (chunk: Uint8Array, stream: boolean) => {
    try {
      decoder.decode(chunk, { stream })
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown
      throw malformed(format, 'The input is not UTF-8', `byte ${offset} to ${offset + chunk.length}`)
    }
  }
  for await (const chunk of withoutMark(input)) {
    check(chunk, true)
    offset += chunk.length
    yield chunk
  }
  check(new Uint8Array(0), false)
}

/** Some whole lines of the input. */
interface Lines {
  readonly bytes: Buffer
  /** Number of the first of them, from 1. */
  readonly firstLine: number
}

/** The input as blocks of whole lines; the last block may lack its line feed. */
export async function* wholeLines(format: string, input: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  let pending: Uint8Array[] = []
  let line = 1
  const block = (): Lines => {
    const joined = pending.length === 1 ? bufferOf(pending[0]!) : Buffer.concat(pending)
    pending = []
    return { bytes: joined, firstLine: line }
  }
  for await (const chunk of checkedUtf8(format, input)) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1
    if (end === 0) {
      pending.push(chunk)
      continue
    }
    pending.push(chunk.subarray(0, end))
    const lines = block()
    yield lines
    line = lines.firstLine + countLineFeeds(lines.bytes)
    if (end < chunk.length) pending.push(chunk.subarray(end))
  }
  if (pending.length > 0) yield block()
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++
  return count
}
