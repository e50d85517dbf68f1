import type { ConstraintDefinition, FieldDefinition } from '../../model/schema.ts'
import type { ColumnType } from '../column-type.ts'
import type { ExclusionConstraint } from '../definition.ts'
import type { Ruled } from './checks.ts'
import type { Note } from './note.ts'

/** Columns of which no two rows may be in conflict, as an exclusion or a key without overlaps says. */
interface Apart {
  readonly name: string
  readonly equal: readonly string[]
  readonly overlapping: string | null
}

interface Exclusions {
  readonly fields: readonly FieldDefinition[]
  readonly constraints: readonly ConstraintDefinition[]
}

/**
 * Exclusions are kept in the two ways that are common: no two rows equal in some columns, which is a unique constraint,
 * and no two ranges that overlap, where every row gets a range of its own, one step long, numbered by its row.
 */
export function exclusions(fillable: Ruled, fields: readonly FieldDefinition[], notes: Note[]): Exclusions {
  const { entity, table } = fillable
  const constraints: ConstraintDefinition[] = []
  let changed = fields
  for (const apart of aparts(fillable)) {
    if ('unkept' in apart) {
      noteUnkept(entity, apart.unkept, 'compares by operators that are not known here', notes)
      continue
    }
    if (apart.overlapping === null) {
      constraints.push({ type: 'unique', name: apart.name, entity, fields: [...apart.equal] })
      continue
    }
    const column = table.columns.find(({ name }) => name === apart.overlapping)
    const number = numberOf(fillable, fields)
    const compute = column && number ? ownRange(column.type, number) : null
    if (compute === null) {
      noteUnkept(
        entity,
        apart.name,
        'needs ranges apart from each other, for which a numbered key in the table is missing',
        notes,
      )
      continue
    }
    changed = changed.map((field) => (field.name === apart.overlapping ? computed(field, compute) : field))
    notes.push({
      code: 'EXCLUSION_KEPT',
      severity: 'info',
      at: `${entity}.${apart.overlapping}`,
      message: `Every row has a range of its own, numbered by ${number}, so that ${apart.name} holds.`,
    })
  }
  return { fields: changed, constraints }
}

function noteUnkept(entity: string, name: string, reason: string, notes: Note[]): void {
  notes.push({
    code: 'EXCLUSION_NOT_KEPT',
    severity: 'warning',
    at: entity,
    message: `The exclusion ${name} ${reason}; rows may be refused.`,
    hint: 'Give its columns kinds in the configuration whose values never conflict.',
  })
}

function aparts({ exclusions, keys }: Ruled): (Apart | { unkept: string })[] {
  return [
    ...exclusions.map(apartOf),
    ...keys
      .filter((key) => key.withoutOverlaps)
      .map((key) => ({ name: key.name, equal: key.columns.slice(0, -1), overlapping: key.columns.at(-1) ?? null })),
  ]
}

function apartOf({ name, elements }: ExclusionConstraint): Apart | { unkept: string } {
  const plain = elements.flatMap((element) => ('column' in element ? [element] : []))
  const equal = plain.filter(({ operator }) => operator === '=').map(({ column }) => column)
  const overlapping = plain.filter(({ operator }) => operator === '&&').map(({ column }) => column)
  if (overlapping[0] !== undefined) return { name, equal, overlapping: overlapping[0] }
  return equal.length > 0 && equal.length === plain.length ? { name, equal, overlapping: null } : { unkept: name }
}

/** A whole number that no two rows share. */
function numberOf({ keys }: Ruled, fields: readonly FieldDefinition[]): string | undefined {
  const alone = new Set(keys.flatMap(({ columns }) => (columns.length === 1 ? columns : [])))
  return fields.find((field) => field.type === 'integer' && field.kind === 'sequence' && alone.has(field.name))?.name
}

function computed(
  { kind: _, options: __, record: ___, nullRate: ____, ...field }: FieldDefinition,
  compute: string,
): FieldDefinition {
  return { ...field, compute }
}

function ownRange(type: ColumnType, number: string): string | null {
  if (type.kind === 'domain') return ownRange(type.base, number)
  if (type.kind !== 'range') return null
  const name = `"${number.replaceAll('"', '""')}"`
  const between = (low: string, high: string) => `'[' || ${low} || ',' || ${high} || ')'`
  switch (type.element.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double':
      return between(name, `(${name} + 1)`)
    case 'date':
      return between(`('2000-01-01'::date + ${name})`, `('2000-01-01'::date + ${name} + 1)`)
    case 'timestamp':
    case 'timestamptz': {
      const at = (rows: string) => `('2000-01-01 00:00:00'::timestamp + ${rows} * '1 hour'::interval)`
      const zone = type.element.kind === 'timestamptz' ? `|| 'Z'` : ''
      return between(`${at(name)} ${zone}`, `${at(`(${name} + 1)`)} ${zone}`)
    }
    default:
      return null
  }
}
