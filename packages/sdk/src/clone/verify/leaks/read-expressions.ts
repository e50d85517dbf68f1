import type { MaskingType } from '../../../anonymize/masking-schema.ts'
import type { ValueForm } from '../../../anonymize/value-form.ts'
import { quoting } from '../../../database/quote.ts'
import type { TokenColumn } from './leak-columns.ts'

/** How a value is read as text. */
export function textOf(name: string, dialect: 'postgres' | 'sqlite'): string {
  const quoted = quoting[dialect].quoteIdentifier(name)
  return dialect === 'postgres' ? `${quoted}::text` : quoted
}

/** Of these the server's own bytes are as short as text is long, and the same wherever the value is. */
const shorter: ReadonlySet<ValueForm> = new Set([
  'integer',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'instant',
  'uuid',
])

/**
 * What a row is known by, which is only held against what another server of the engine says of it.
 * @param across the other one is of another engine
 */
export function tokenBytes({ name, type }: TokenColumn, dialect: 'postgres' | 'sqlite', across: boolean): string {
  const own = !across && type.kind === 'scalar' && shorter.has(type.form)
  return own ? quoting[dialect].quoteIdentifier(name) : textOf(name, dialect)
}

/** What a search reads of a value: bytes as they are, lexemes without their places. */
export function searchedText(name: string, type: MaskingType, dialect: 'postgres' | 'sqlite'): string {
  const quoted = quoting[dialect].quoteIdentifier(name)
  if (dialect === 'sqlite' || type.kind !== 'scalar') return textOf(name, dialect)
  if (type.form === 'bytes') return quoted
  return type.form === 'tsvector' ? `array_to_string(tsvector_to_array(${quoted}), ' ')` : `${quoted}::text`
}
