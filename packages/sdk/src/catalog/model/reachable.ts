import type { FieldDefinition } from '../../model/schema.ts'
import type { Ruled } from './checks.ts'
import { type EntityNames, keyOf } from './entity-names.ts'
import type { Note } from './note.ts'
import { isRequired } from './references.ts'

interface Filled {
  readonly fillable: Ruled
  readonly fields: readonly FieldDefinition[]
  readonly unfillable: readonly string[]
}

/** Tables that can be filled: all of their own columns can, and all tables that they need can. Others are noted. */
export function reachable(tables: readonly Filled[], names: EntityNames, notes: Note[]): Filled[] {
  const unfillable = (at: string, message: string, hint: string) =>
    notes.push({ code: 'TABLE_UNFILLABLE', severity: 'error', at, message, hint })
  let kept = tables.filter(({ fillable: { entity }, fields, unfillable: columns }) => {
    if (columns.length > 0) {
      unfillable(
        entity,
        `It stays empty: ${columns.join(', ')} cannot be filled.`,
        'See what is said of these columns.',
      )
      return false
    }
    if (fields.every((field) => field.generated)) {
      notes.push({
        code: 'TABLE_LEFT_OUT',
        severity: 'info',
        at: entity,
        message: 'It has no column that could be filled.',
      })
      return false
    }
    return true
  })
  for (;;) {
    const here = new Set(kept.map(({ fillable }) => keyOf(fillable.table)))
    const still = kept.filter(({ fillable }) => {
      const missing = fillable.foreignKeys.find((key) => !here.has(keyOf(key.references)) && isRequired(key, fillable))
      if (!missing) return true
      unfillable(
        fillable.entity,
        `It stays empty: ${missing.columns.join(', ')} must refer to ${names(missing.references)}, which is not filled.`,
        `Make ${names(missing.references)} fillable, or leave ${missing.columns.join(', ')} nullable.`,
      )
      return false
    })
    if (still.length === kept.length) break
    kept = still
  }
  noteLoose(kept, names, notes)
  return kept
}

function noteLoose(kept: readonly Filled[], names: EntityNames, notes: Note[]): void {
  const here = new Set(kept.map(({ fillable }) => keyOf(fillable.table)))
  for (const { fillable } of kept) {
    for (const key of fillable.foreignKeys) {
      if (here.has(keyOf(key.references))) continue
      notes.push({
        code: 'REFERENCE_LEFT_OUT',
        severity: 'warning',
        at: `${fillable.entity}.${key.columns.join(', ')}`,
        message: `It refers to ${names(key.references)}, which is not filled, so it stays null.`,
      })
    }
  }
}
