import type { SchemaDefinition } from '../definition.ts'
import type { Ruled } from './checks.ts'
import { keyOf } from './entity-names.ts'
import type { Note } from './note.ts'

/** What the database itself does when rows arrive. */
export function noteSideEffects(definition: SchemaDefinition, filled: ReadonlyMap<string, Ruled>, notes: Note[]): void {
  for (const trigger of definition.triggers) {
    const fillable = filled.get(keyOf(trigger.table))
    if (!fillable || !trigger.enabled || !trigger.events.includes('insert')) continue
    notes.push({
      code: 'TRIGGER_RUNS',
      severity: 'info',
      at: fillable.entity,
      message: `The trigger ${trigger.name} runs ${trigger.timing} rows are inserted; it may change them, or write elsewhere.`,
    })
  }
  for (const rule of definition.rules) {
    const fillable = filled.get(keyOf(rule.table))
    if (!fillable || rule.event !== 'insert') continue
    notes.push({
      code: 'RULE_RUNS',
      severity: rule.instead ? 'warning' : 'info',
      at: fillable.entity,
      message: `The rule ${rule.name} ${rule.instead ? 'acts in the place of' : 'adds to'} INSERT statements; COPY passes it by.`,
    })
  }
  for (const fillable of filled.values()) {
    const { rowSecurity } = fillable.table
    if (!rowSecurity.enabled) continue
    notes.push({
      code: 'ROW_SECURITY',
      severity: rowSecurity.forced ? 'warning' : 'info',
      at: fillable.entity,
      message: `Row level security ${rowSecurity.forced ? 'holds for its owner too' : 'is on'}: policies may refuse rows.`,
      hint: 'Fill it as a superuser or a role with BYPASSRLS, or as its owner where it is not forced.',
    })
  }
}
