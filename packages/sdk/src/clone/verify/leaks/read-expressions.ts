import type { MaskingType } from '../../../anonymize/masking-schema.ts'
import { quoting } from '../../../database/quote.ts'

/** How a value is read as text. */
export function textOf(name: string, dialect: 'postgres' | 'sqlite'): string {
  const quoted = quoting[dialect].quoteIdentifier(name)
  return dialect === 'postgres' ? `${quoted}::text` : quoted
}

/** What a search reads of a value: bytes as they are, lexemes without their places. */
export function searchedText(name: string, type: MaskingType, dialect: 'postgres' | 'sqlite'): string {
  const quoted = quoting[dialect].quoteIdentifier(name)
  if (dialect === 'sqlite' || type.kind !== 'scalar') return textOf(name, dialect)
  if (type.form === 'bytes') return quoted
  return type.form === 'tsvector' ? `array_to_string(tsvector_to_array(${quoted}), ' ')` : `${quoted}::text`
}
