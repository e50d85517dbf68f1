import type { MaskingType } from '../../anonymize/masking-schema.ts'
import type { Column, SchemaDefinition } from '../definition.ts'
import { maskingTypeOf } from './masking-type.ts'

/**
 * What masks know of a column. SQLite enforces neither length nor size, so there nothing is said of them. Text is
 * caseless where the engine compares it so, or where an index of the table does.
 */
export function columnsMaskingType(
  definition: SchemaDefinition,
  column: Column,
  indexedCaseless: boolean,
): MaskingType {
  const known = maskingTypeOf(column.type)
  const type = definition.engine === 'sqlite' ? unbounded(known) : known
  if (type.kind !== 'scalar' || type.form !== 'text') return type
  return indexedCaseless || comparesCaseless(definition, column) ? { ...type, caseless: true } : type
}

function unbounded(type: MaskingType): MaskingType {
  if (type.kind !== 'scalar') return type
  const { kind, form } = type
  return form === 'integer' || form === 'float' ? { kind, form, bits: 64 } : { kind, form }
}

/** A collation that is not deterministic may hold two spellings for one: which ones, only its rules say. */
function comparesCaseless({ engine, collations }: SchemaDefinition, { collation }: Column): boolean {
  if (collation === null) return false
  if (engine === 'sqlite') return collation.toLowerCase() === 'nocase'
  const name = collation.replace(/^.*\./, '').replace(/^"(.*)"$/, '$1')
  return collations.some((one) => one.name === name && !one.deterministic)
}
