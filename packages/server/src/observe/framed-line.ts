/** Where lines of the log go: as text, or as bytes that are put between `begin` and `end`, with no other call between these. */
export interface Lines {
  readonly bytes: Buffer
  write(line: string): void
  /** Where a line may be put that has at most so many bytes. */
  begin(longest: number): number
  /** Where it ends. */
  end(at: number): void
}

/** A line of which only this differs: an id that is a word, tenths of milliseconds, members of JSON with a comma before each. */
export type FramedLine = (requestId: string, tenths: number, members: string) => void

export interface Frame {
  readonly level: string
  readonly event: string
  /** Of an object of JSON. */
  readonly members: string
}

const [longestNumber, mostOfLetter] = [24, 3]
/** Of most answers. */
const shown = Array.from({ length: 100 }, (_, tenths) => String(tenths / 10))
const [zero, brace, lineFeed] = [0x30, 0x7d, 0x0a]

/**
 * What is alike is copied: as text, the line would be put together of a dozen pieces each time, and taken apart again. `now`
 * says milliseconds.
 */
export function framedLine(lines: Lines, now: () => number, { level, event, members }: Frame): FramedLine {
  const headOf = heads(`Z","level":"${level}","event":"${event}","requestId":"`)
  const between = Buffer.from(`",${members},"milliseconds":`)
  return (requestId, tenths, more) => {
    const head = headOf(now())
    const { bytes } = lines
    const letters = requestId.length + longestNumber + more.length * mostOfLetter + 2
    const at = lines.begin(head.length + between.length + letters)
    bytes.set(head, at)
    const afterId = putAscii(bytes, requestId, at + head.length)
    bytes.set(between, afterId)
    let to = putAscii(bytes, shown[tenths] ?? String(tenths / 10), afterId + between.length)
    if (more !== '') to += bytes.write(more, to)
    bytes[to++] = brace
    bytes[to++] = lineFeed
    lines.end(to)
  }
}

/** How a line begins at a time: within a second, only three digits of it are written. */
function heads(afterTime: string): (ms: number) => Buffer {
  let head = Buffer.alloc(0)
  let [last, second, digits] = [Number.NaN, Number.NaN, 0]
  return (ms) => {
    if (ms === last) return head
    const begun = Math.floor(ms / 1000)
    if (begun !== second) {
      const upToDigits = `{"time":"${new Date(ms).toISOString().slice(0, -4)}`
      head = Buffer.from(`${upToDigits}000${afterTime}`)
      digits = upToDigits.length
      second = begun
    }
    last = ms
    putDigits(head, digits, ms - begun * 1000)
    return head
  }
}

function putDigits(bytes: Buffer, at: number, below1000: number): void {
  bytes[at] = zero + Math.floor(below1000 / 100)
  bytes[at + 1] = zero + (Math.floor(below1000 / 10) % 10)
  bytes[at + 2] = zero + (below1000 % 10)
}

/** Where it ends: for a few letters that is faster than to ask Node for it. */
function putAscii(bytes: Buffer, text: string, at: number): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i)
  return at + text.length
}
