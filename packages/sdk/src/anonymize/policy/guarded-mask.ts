import { UnderstudyError } from '../../errors.ts'
import type { MaskingColumn } from '../masking-schema.ts'
import type { Mask, MaskedBytes } from '../transform.ts'

/**
 * The mask, held to what its column can take: a NULL where there must be none, a text that is too long and a label that
 * the enum does not have end the run, naming the column and nothing of the value.
 */
export function guardedMask(mask: Mask, table: string, column: MaskingColumn, mayExceed: boolean): Mask {
  const { value: type, nullable } = column
  const labels = type.kind === 'scalar' && type.values ? new Set(type.values) : undefined
  const most = mayExceed && type.kind === 'scalar' ? type.maxLength : undefined
  if (nullable && labels === undefined && most === undefined) return mask
  const fail = (what: string) => failed(table, column.name, what)

  const checked = (result: string | null): string | null => {
    if (result === null) {
      if (nullable) return null
      throw fail('gave NULL, which the column does not hold')
    }
    if (most !== undefined && result.length > most && [...result].length > most) {
      throw fail(`gave more than ${most} characters`)
    }
    if (labels !== undefined && !labels.has(result)) throw fail('gave what is no label of the type')
    return result
  }
  return {
    value: (text, row) => checked(mask.value(text, row)),
    ...(mask.together && { together: (texts, row) => mask.together?.(texts, row).map(checked) ?? [] }),
    ...(mask.bytes && labels === undefined && { bytes: boundedBytes(mask.bytes, most, fail) }),
    ...(mask.inRows && labels === undefined && most === undefined && { inRows: mask.inRows }),
  }
}

type Bytes = NonNullable<Mask['bytes']>

function boundedBytes(bytes: Bytes, most: number | undefined, fail: (what: string) => UnderstudyError): Bytes {
  if (most === undefined) return bytes
  return (input, start, end, out) => {
    const from = out.at
    bytes(input, start, end, out)
    if (out.at - from > most && charactersIn(out, from) > most) throw fail(`gave more than ${most} characters`)
  }
}

/** Every byte of UTF-8 that does not go on with a character begins one. */
function charactersIn({ bytes, at }: MaskedBytes, from: number): number {
  let count = 0
  for (let i = from; i < at; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++
  return count
}

function failed(table: string, column: string, what: string): UnderstudyError {
  return new UnderstudyError('MASKING_FAILED', {
    operation: 'mask a value',
    message: `The mask of ${column} in ${table} ${what}`,
    at: `${table}.${column}`,
    details: { table, column },
  })
}
