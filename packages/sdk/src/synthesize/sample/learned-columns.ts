import type { LearnedColumns, LearnedContext, LearnedEntity, OpenField } from '../../generate/learned-columns.ts'
import { onceForRows } from '../../generate/once.ts'
import type { FieldDefinition, FieldType } from '../../model/schema.ts'
import { type Rows, substream } from '../../random/stream.ts'
import { microsOf, REFERENCE_DATE } from '../../values/time/window.ts'
import type { ColumnPattern, DataPatterns, EntityPattern } from '../data-patterns.ts'
import { parsePatterns } from '../parse-patterns.ts'
import { compileCondition } from './condition.ts'
import { conditionalRows } from './conditional-rows.ts'
import { type EntityDrawer, entityDrawer } from './draw-entity.ts'

/**
 * Patterns for the fields of a schema: generateData(schema, { qualityLevel: 'premium', patterns: learnedColumns(…) }).
 * Columns of one entity go together as they were learned; keys, references and how many rows there are, the schema says.
 */
export function learnedColumns(input: unknown): LearnedColumns {
  const patterns = parsePatterns(input)
  return {
    entities: patterns.entities.map(({ name }) => name),
    entity(entity, open, context) {
      const pattern = patterns.entities.find(({ name }) => name === entity.name)
      return pattern && learnedEntity(patterns, pattern, open, context)
    },
  }
}

function learnedEntity(
  patterns: DataPatterns,
  pattern: EntityPattern,
  open: ReadonlyMap<string, OpenField>,
  context: LearnedContext,
): LearnedEntity {
  const drawn = new Set(pattern.network.nodes.map(({ column }) => column))
  const left: { field: string; why: string }[] = []
  const fitted = new Map<string, ColumnPattern>()
  for (const column of pattern.columns) {
    const known = open.get(column.name)
    if (!known || column.model.model === 'key') continue
    const why = misfit(column, known, drawn)
    if (why === undefined) fitted.set(column.name, asField(column, known.field))
    else left.push({ field: column.name, why })
  }
  const entity = { ...pattern, columns: pattern.columns.map((column) => fitted.get(column.name) ?? column) }
  const drawer = drawerOf(patterns, entity, context)
  const holds = [...fitted.keys()]
    .filter((name) => drawn.has(name) && !open.get(name)!.nullable)
    .map((name) =>
      compileCondition(`"${name.replaceAll('"', '""')}" is not null`, entity, microsOf(REFERENCE_DATE, true)),
    )
  const nodes = drawer.nodes()
  return {
    columns: new Set(fitted.keys()),
    left,
    draw: onceForRows((rows: Rows) => conditionalRows(drawer, rows, { nodes, holds, fails: [] }, pattern.name).vectors),
  }
}

/**
 * Which parent a row has, the schema decides. So a column that depends on one of its parent's is drawn as for any parent:
 * the parent's column is drawn anew for each row.
 */
function drawerOf(patterns: DataPatterns, entity: EntityPattern, context: LearnedContext): EntityDrawer {
  const parents = new Map<string, EntityDrawer>()
  const parentBy = (through: string): EntityDrawer => {
    const known = parents.get(through)
    if (known) return known
    const name = patterns.relationships.find(
      ({ child }) => child.entity === entity.name && child.fields.join() === through,
    )!.parent.entity
    const drawer = drawerOf(patterns, patterns.entities.find((one) => one.name === name)!, {
      ...context,
      stream: substream(context.stream, through, 'parent'),
    })
    parents.set(through, drawer)
    return drawer
  }
  return entityDrawer(entity, {
    ...context,
    parentLevelCount: (through, column) => parentBy(through).levelCount(column),
    parentLevels(through, column, rows) {
      const parent = parentBy(through)
      return parent.levels(rows, parent.nodes(), parent.ancestors([column])).levels.get(column)!
    },
  })
}

/** The pattern with what the schema says of the field. */
function asField(column: ColumnPattern, field: FieldDefinition): ColumnPattern {
  const type = field.type ?? column.type
  const scale = type === 'decimal' ? (field.scale ?? column.scale) : undefined
  const maxLength = Math.min(field.maxLength ?? Number.POSITIVE_INFINITY, column.maxLength ?? Number.POSITIVE_INFINITY)
  const { scale: _, maxLength: __, ...rest } = column
  return {
    ...rest,
    type,
    ...(scale === undefined ? {} : { scale }),
    ...(Number.isFinite(maxLength) ? { maxLength } : {}),
  }
}

const numeric: readonly FieldType[] = ['integer', 'decimal', 'float']
const moments: readonly FieldType[] = ['timestamp', 'timestamptz']

/** Why values of a pattern are none of a field; nothing where they are. */
function misfit(
  { type: learned, model, nullShare, name }: ColumnPattern,
  { field, nullable }: OpenField,
  drawn: ReadonlySet<string>,
): string | undefined {
  const type = field.type ?? learned
  const other = `the patterns hold ${learned}, the schema ${type}`
  const within = (group: readonly FieldType[]): boolean => group.includes(learned) && group.includes(type)
  if (!nullable && nullShare > 0 && !drawn.has(name)) return 'it is never null here, and nothing else was learned'
  switch (model.model) {
    case 'number':
      return type === learned || within(numeric) ? undefined : other
    case 'time':
      if (!drawn.has(name)) return 'it is made by a sequence'
      return type === learned || within(moments) ? undefined : other
    case 'category':
      return valuesMisfit(
        model.values.map(({ value }) => value),
        field,
        type,
        other,
      )
    case 'constant':
      return model.value === null ? 'all that was learned is null' : valuesMisfit([model.value], field, type, other)
    case 'kind':
      return type === learned ? undefined : other
    case 'shape':
      return type === learned || within(numeric) ? undefined : other
    case 'key':
      return 'it is a key'
  }
}

function valuesMisfit(
  values: readonly (string | number | boolean)[],
  { options, maxLength = Number.POSITIVE_INFINITY }: FieldDefinition,
  type: FieldType,
  other: string,
): string | undefined {
  const fits = (value: string | number | boolean): boolean => {
    if (typeof value === 'boolean') return type === 'boolean'
    if (typeof value === 'number') return numeric.includes(type) && (type !== 'integer' || Number.isInteger(value))
    return type === 'text'
  }
  if (!values.every(fits)) return other
  if (values.some((value) => typeof value === 'string' && [...value].length > maxLength))
    return `some learned values are longer than ${maxLength}`
  const allowed = options?.values
  if (Array.isArray(allowed) && !values.every((value) => allowed.includes(value)))
    return 'some learned values are none of those that the schema lists'
  return undefined
}
