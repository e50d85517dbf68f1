import { findConflicts } from '../conflicts/find-conflicts.ts'
import { kindOf, type Rule } from '../rules.ts'
import { readsColumn } from './reads-column.ts'

/**
 * What a schema says, and of what a sample says that which the schema leaves open. A list, a key or a bound of the schema
 * is not narrowed to what the sample happened to hold, and nothing of the sample contradicts or repeats another rule.
 */
export function mergeRules(
  said: readonly Rule[],
  seen: readonly Rule[],
  isComputed: (entity: string, column: string) => boolean = () => false,
): Rule[] {
  const ids = new Set(said.map(({ id }) => id))
  const open = seen
    // What is computed is held to that, and has no more to say.
    .filter(
      (rule) =>
        !kindOf(rule)
          .columns(rule)
          .some((column) => isComputed(rule.entity, column)),
    )
    .flatMap((rule) => openPart(rule, said))
    .map((rule) => (ids.has(rule.id) ? { ...rule, id: `${rule.id}.sample` } : rule))
  let merged = [...said, ...open]
  for (;;) {
    const { conflicts, redundant } = findConflicts(merged)
    // What the sample says more strictly than the schema does is chance: the schema's own rule stays.
    const dropped = new Set([
      ...conflicts.flatMap(({ rules }) => rules),
      ...redundant.flatMap(({ rule, impliedBy }) => (ids.has(rule) ? impliedBy : [rule])),
    ])
    const left = merged.filter(({ id }) => ids.has(id) || !dropped.has(id))
    if (left.length === merged.length) return merged
    merged = left
  }
}

/** The rule, what is left of it, or nothing. */
function openPart(rule: Rule, said: readonly Rule[]): Rule[] {
  const own = said.filter(({ entity }) => entity === rule.entity)
  const of = (column: string, ...types: readonly Rule['type'][]): boolean =>
    own.some((other) => types.includes(other.type) && 'column' in other && other.column === column)
  const key = (columns: readonly string[]): boolean =>
    own.some(
      (other) =>
        (other.type === 'primaryKey' || (other.type === 'unique' && other.where === undefined)) &&
        other.columns.every((column) => columns.includes(column)),
    )
  const keep = (open: boolean): Rule[] => (open ? [rule] : [])
  switch (rule.type) {
    case 'columns':
      return keep(!own.some(({ type }) => type === 'columns'))
    case 'primaryKey': {
      if (key(rule.columns)) return []
      if (!own.some(({ type }) => type === 'primaryKey')) return [rule]
      return [{ ...rule, type: 'unique', id: rule.id.replace(/primaryKey$/, 'unique'), severity: 'minor' }]
    }
    case 'unique':
      return keep(!key(rule.columns))
    case 'notNull': {
      const required = own.some((other) => other.type === 'primaryKey' && other.columns.includes(rule.column))
      // When a column may be null is what a condition says better than a share.
      const conditioned = own.some(
        (other) => (other.type === 'conditional' || other.type === 'expressionTrue') && readsColumn(other, rule.column),
      )
      return keep(!of(rule.column, 'notNull') && !required && !(rule.fail !== undefined && conditioned))
    }
    case 'type':
      return keep(!of(rule.column, 'type', 'inSet', 'range', 'length', 'regex'))
    case 'inSet':
      return keep(!of(rule.column, 'inSet', 'range', 'regex', 'namedFormat') && !refers(rule.column, own))
    case 'range':
      return keep(!of(rule.column, 'range', 'inSet') && !refers(rule.column, own) && !key([rule.column]))
    case 'regex':
    case 'namedFormat':
      return keep(!of(rule.column, 'inSet', 'regex', 'namedFormat') && !refers(rule.column, own))
    case 'length':
      return keep(!of(rule.column, 'inSet', 'regex', 'namedFormat', 'length') && !refers(rule.column, own))
    case 'foreignKey':
      return keep(
        !own.some((other) => other.type === 'foreignKey' && other.columns.join('\0') === rule.columns.join('\0')),
      )
    case 'pairGreater':
      return keep(
        !own.some(
          (other) => other.type === 'pairGreater' && other.lesser === rule.lesser && other.greater === rule.greater,
        ),
      )
    default:
      return [rule]
  }
}

/** What refers to another entity is held to that. */
function refers(column: string, own: readonly Rule[]): boolean {
  return own.some((other) => other.type === 'foreignKey' && other.columns.includes(column))
}
