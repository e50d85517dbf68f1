import type { ColumnType } from '../../catalog/column-type.ts'

/** Type of the elements → its number in every Postgres. */
const elementIds: Partial<Record<ColumnType['kind'], number>> = { uuid: 2950, integer: 23, text: 25, varchar: 25 }

const headBytes = 20
const noElement = -1

/**
 * An array as the server holds it, which it need not parse: of UUIDs, integers or text. Undefined where the type is
 * another one, or an element is written in a way that only the server reads.
 */
export function binaryArray(kind: ColumnType['kind'], texts: readonly (string | null)[]): Buffer | undefined {
  const id = elementIds[kind]
  if (id === undefined) return undefined
  const write = kind === 'uuid' ? writeUuid : kind === 'integer' ? writeInteger : writeText
  let most = headBytes
  for (const text of texts) most += 4 + (text === null ? 0 : Math.max(16, text.length * 3))
  const bytes = Buffer.allocUnsafe(most)
  let at = headBytes
  for (const text of texts) {
    const length = text === null ? noElement : write(bytes, at + 4, text)
    if (length === undefined) return undefined
    bytes.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  // One dimension, whether there are nulls, of what, how many, counted from 1.
  for (const [i, word] of [1, texts.includes(null) ? 1 : 0, id, texts.length, 1].entries())
    bytes.writeInt32BE(word, i * 4)
  return bytes.subarray(0, at)
}

function writeText(bytes: Buffer, at: number, text: string): number {
  return bytes.write(text, at)
}

const integerText = /^-?(?:0|[1-9]\d{0,9})$/

function writeInteger(bytes: Buffer, at: number, text: string): number | undefined {
  const value = Number(text)
  if (!integerText.test(text) || value !== (value | 0)) return undefined
  return bytes.writeInt32BE(value, at) - at
}

const notHex = 16
const digits = new Uint8Array(128).fill(notHex)
for (const [value, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = value

/** Of the usual form only: Postgres reads others too. */
function writeUuid(bytes: Buffer, at: number, text: string): number | undefined {
  if (text.length !== 36) return undefined
  let seen = 0
  let end = at
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (text.charCodeAt(i++) !== 0x2d) return undefined
    }
    const high = digits[text.charCodeAt(i)] ?? notHex
    const low = digits[text.charCodeAt(i + 1)] ?? notHex
    seen |= high | low
    bytes[end++] = (high << 4) | low
  }
  return seen < notHex ? 16 : undefined
}
