import { UnderstudyError } from '../errors.ts'
import type { OneToRelationship, ParsedSchema } from '../model/parse.ts'
import type { VolumeRule } from '../model/schema.ts'
import { type Stream, substream } from '../random/stream.ts'
import { type Allocation, allocate } from './allocation.ts'
import { shapedBelow } from './popularity.ts'

/** How many rows an entity has; `dealt` where each parent draws its own number of them. */
export interface Count {
  readonly rows: number
  readonly dealt?: { readonly relationship: OneToRelationship; readonly allocation: Allocation }
}

export interface CountRequest {
  /** Rows of every entity. */
  readonly rows?: number | undefined
  /** Rows of single entities; wins over `rows`. */
  readonly each?: Readonly<Record<string, number>> | undefined
}

const DEFAULT_ROWS = 100

/** Asked rows win over the schema's volume; entities must come parents first. */
export function countRows(schema: ParsedSchema, seed: Stream, request: CountRequest): Map<string, Count> {
  const each = new Map(Object.entries(request.each ?? {}))
  for (const [entity, rows] of each) {
    if (!schema.entities.some(({ name }) => name === entity)) throw unknownEntity(schema, entity)
    whole(rows, entity)
  }
  if (request.rows !== undefined) whole(request.rows, 'every entity')

  const rules = new Map(schema.volume.entities.map((rule) => [rule.entity, rule]))
  const counts = new Map<string, Count>()
  const resolving = new Set<string>()
  const resolve = (entity: string): Count => {
    const known = counts.get(entity)
    if (known) return known
    if (resolving.has(entity)) throw volumeCycle(entity)
    resolving.add(entity)
    const asked = each.get(entity) ?? request.rows
    const rule = rules.get(entity)
    const count =
      asked !== undefined || !rule
        ? { rows: asked ?? schema.volume.rows ?? DEFAULT_ROWS }
        : 'rows' in rule
          ? { rows: rule.rows }
          : deal(schema, seed, rule, resolve)
    counts.set(entity, count)
    return count
  }
  for (const { name } of schema.entities) resolve(name)
  return counts
}

type PerParent = Extract<VolumeRule, { per: string }>

function deal(schema: ParsedSchema, seed: Stream, rule: PerParent, resolve: (entity: string) => Count): Count {
  const relationship = schema.relationships.find(
    (one): one is OneToRelationship =>
      one.type !== 'polymorphic' &&
      one.child.entity === rule.entity &&
      (one.name === rule.per || one.parent.entity === rule.per),
  )
  if (!relationship) {
    throw new UnderstudyError('SCHEMA_INVALID', {
      operation: 'count rows',
      at: `volume of ${rule.entity}`,
      message: `${rule.entity} has a volume per ${rule.per}, but no relationship leads there`,
      hint: `Name a parent entity of ${rule.entity}, or one of its relationships.`,
    })
  }
  const parents = resolve(relationship.parent.entity).rows
  const shape = shapedBelow(rule.distribution, rule.max - rule.min + 1)
  const allocation = allocate(substream(seed, rule.entity, 'volume'), parents, rule.max, (w) => rule.min + shape(w))
  return { rows: allocation.rows, dealt: { relationship, allocation } }
}

function whole(rows: number, of: string): void {
  if (Number.isInteger(rows) && rows >= 1 && rows <= 2 ** 48) return
  throw new UnderstudyError('COUNT_INVALID', {
    operation: 'count rows',
    at: of,
    message: `${rows} is no number of rows (${of})`,
    details: { rows },
  })
}

function unknownEntity(schema: ParsedSchema, entity: string): UnderstudyError {
  const known = schema.entities.map(({ name }) => name)
  return new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'count rows',
    at: entity,
    message: `there is no entity ${JSON.stringify(entity)}`,
    hint: `Use one of: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
  })
}

function volumeCycle(entity: string): UnderstudyError {
  return new UnderstudyError('SCHEMA_INVALID', {
    operation: 'count rows',
    at: `volume of ${entity}`,
    message: `the volume of ${entity} depends on itself`,
    hint: 'Give one entity of the circle a fixed number of rows.',
  })
}
