import { UnderstudyError } from '../errors.ts'
import type { Batch } from '../model/batch.ts'
import type { ColumnShape, DecodeOptions } from './contract.ts'
import { malformed } from './malformed.ts'
import { TextTable } from './text-table.ts'
import { wholeLines } from './utf8-input.ts'

const TAB = 9
const LINE_FEED = 10
const RETURN = 13
const BACKSLASH = 92

/** The columns that a format without names needs. */
export function neededColumns(format: string, options: DecodeOptions): readonly ColumnShape[] {
  if (options.columns !== undefined) return options.columns
  throw new UnderstudyError('INPUT_MALFORMED', {
    operation: `read ${format}`,
    message: `${format} does not name its columns.`,
    hint: 'Give the columns: their names and, for typed values, their database types.',
  })
}

export async function* decodeCopyText(
  input: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<Batch> {
  const table = new TextTable('copy-text', neededColumns('copy-text', options), options)
  const cells: (string | null)[] = []
  let ended = false
  for await (const { bytes, firstLine } of wholeLines('copy-text', input)) {
    let line = firstLine
    for (let start = 0; start < bytes.length; line++) {
      const found = bytes.indexOf(LINE_FEED, start)
      const next = found < 0 ? bytes.length : found
      // A return that belongs to a value is escaped, so this one belongs to the line end.
      const end = next > start && bytes[next - 1] === RETURN ? next - 1 : next
      const at = () => `line ${line}`
      if (ended) throw malformed('copy-text', 'Data follows the end mark', at())
      if (end - start === 2 && bytes[start] === BACKSLASH && bytes[start + 1] === 46) ended = true
      else {
        splitLine(bytes, start, end, cells, at)
        // One empty line is the row of an entity without columns.
        const width = table.width === 0 && end === start ? 0 : cells.length
        if (width !== table.width) {
          throw malformed('copy-text', `A row has ${width} fields where ${table.width} are expected`, at())
        }
        table.add(cells, at)
        if (table.isFull) yield table.take()
      }
      start = next + 1
    }
  }
  if (table.length > 0) yield table.take()
}

function splitLine(bytes: Buffer, start: number, end: number, cells: (string | null)[], at: () => string): void {
  cells.length = 0
  let fieldStart = start
  let escaped = false
  for (let i = start; i <= end; i++) {
    if (i === end || bytes[i] === TAB) {
      cells.push(escaped ? unescapeField(bytes.subarray(fieldStart, i), at) : bytes.toString('utf8', fieldStart, i))
      fieldStart = i + 1
      escaped = false
    } else if (bytes[i] === BACKSLASH) {
      escaped = true
      i++
    }
  }
}

const letterEscapes: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11 }
const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Backslash escapes as COPY knows them: letters, up to three octal digits, x and up to two hexadecimal ones. */
function unescapeField(field: Buffer, at: () => string): string | null {
  if (field.length === 2 && field[1] === 78) return null
  const out = Buffer.alloc(field.length)
  let length = 0
  for (let i = 0; i < field.length; i++) {
    if (field[i] !== BACKSLASH) {
      out[length++] = field[i]!
      continue
    }
    if (++i === field.length) throw malformed('copy-text', 'A field ends in a backslash', at())
    const number = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(field.toString('latin1', i, i + 3))
    if (number === null) out[length++] = letterEscapes[field[i]!] ?? field[i]!
    else {
      const [digits, hexadecimal, octal] = number
      out[length++] = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number.parseInt(octal ?? '', 8) & 255
      i += digits.length - 1
    }
  }
  try {
    return fatal.decode(out.subarray(0, length))
  } catch (thrown) {
    if (thrown instanceof TypeError) throw malformed('copy-text', 'An escape does not make UTF-8', at())
    throw thrown
  }
}
