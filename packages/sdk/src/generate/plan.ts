import { UnderstudyError } from '../errors.ts'
import type { Dialect } from '../model/expression/term.ts'
import { orderEntities } from '../model/order.ts'
import { type ParsedSchema, parseSchema } from '../model/parse.ts'
import { streamOf, substream } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import { microsOf, REFERENCE_DATE } from '../values/time/window.ts'
import { countRows } from './counts.ts'
import { type EntityPlan, planEntity } from './entity-plan.ts'
import type { LearnedColumns, LearnedEntity } from './learned-columns.ts'
import type { ParentRows } from './parents.ts'
import { type MakerSettings, valueMaker } from './value-maker.ts'

export type QualityLevel = 'basic' | 'standard' | 'premium'

export interface PlanOptions {
  /** Same schema, same seed: same values. Default 1. */
  readonly seed?: string | number | undefined
  /** Rows of every entity, or of single ones by name. Left out: the schema's volume. */
  readonly rows?: number | Readonly<Record<string, number>> | undefined
  /** With `rows` as a number: other numbers for single entities. */
  readonly each?: Readonly<Record<string, number>> | undefined
  readonly locale?: string | undefined
  /** Whose rules check expressions follow where engines differ. Default postgres. */
  readonly dialect?: Dialect | undefined
  readonly qualityLevel?: QualityLevel | undefined
  /** What was learned of real data, for premium, which it stands for where no level is named: learnedColumns(…). */
  readonly patterns?: LearnedColumns | undefined
  /** Entities whose rows stand in a database already and get no new ones. */
  readonly existing?: ReadonlyMap<string, ParentRows> | undefined
  /** How many rows an entity has already: new ones are numbered after them. */
  readonly firstRow?: ReadonlyMap<string, number> | undefined
  /** Row numbers whose values would collide with what stands already, and the numbers to take instead. */
  readonly renumber?: ReadonlyMap<string, ReadonlyMap<number, number>> | undefined
}

/** What will be made, in order: data that can be printed, refused, and cut into slices. */
export interface Plan {
  readonly schema: ParsedSchema
  readonly seed: string | number
  readonly entities: readonly EntityPlan[]
  /** Rows of all entities together. */
  readonly rows: number
  readonly notes: readonly string[]
}

export const DEFAULT_SEED = 1

export function planRows(input: unknown, options: PlanOptions = {}): Plan {
  const schema = parseSchema(input)
  const seed = options.seed ?? DEFAULT_SEED
  const stream = substream(streamOf(seed), 'understudy')
  refuseKeyCycles(schema)
  const each = typeof options.rows === 'object' ? { ...options.rows, ...options.each } : options.each
  const counts = countRows(schema, stream, { rows: typeof options.rows === 'number' ? options.rows : undefined, each })
  const level = options.qualityLevel ?? (options.patterns ? 'premium' : 'standard')
  const { patterns } = options
  if (patterns && level !== 'premium') throw notPremium(level)
  const learned = new Map<string, LearnedEntity>()
  const settings: MakerSettings = {
    stream,
    locale: localeOf(options.locale ?? schema.locale ?? 'en'),
    basic: level === 'basic',
  }
  const plans = new Map<string, EntityPlan>()
  const planOf = (name: string): EntityPlan => plans.get(name)!

  const parentsOf = (entity: string): ParentRows =>
    options.existing?.get(entity) ?? {
      entity,
      first: options.firstRow?.get(entity) ?? 0,
      count: counts.get(entity)!.rows,
      made: true,
      key: (field, rows) => planOf(entity).values(field, rows),
    }

  for (const entity of orderEntities(schema).order) {
    if (options.existing?.has(entity.name)) continue
    plans.set(
      entity.name,
      planEntity(entity, {
        schema,
        seed: stream,
        count: counts.get(entity.name)!,
        firstRow: options.firstRow?.get(entity.name) ?? 0,
        keysOnly: level === 'basic',
        evaluation: { dialect: options.dialect ?? 'postgres', now: microsOf(REFERENCE_DATE, true) },
        parentsOf,
        maker: (owner, field, domain, unique) => valueMaker(owner, field, domain, unique, settings),
        renumber: options.renumber?.get(entity.name),
        learned(open, rows) {
          const own = substream(stream, 'learned', entity.name)
          const found = patterns?.entity(entity, open, { stream: own, locale: settings.locale, rows })
          if (found) learned.set(entity.name, found)
          return found
        },
      }),
    )
  }
  const entities = [...plans.values()]
  return {
    schema,
    seed,
    entities,
    rows: entities.reduce((sum, { rows }) => sum + rows, 0),
    notes: level === 'premium' ? (patterns ? learnedNotes(patterns, learned, entities) : [PREMIUM_NOTE]) : [],
  }
}

const PREMIUM_NOTE =
  'quality level premium adds learned distributions and quality gates; no profile of real data was given, so this is what standard makes'

function notPremium(level: QualityLevel): UnderstudyError {
  return new UnderstudyError('USAGE', {
    operation: 'plan rows',
    message: `quality level ${level} makes nothing of patterns`,
    hint: 'Ask for premium, or leave the patterns out.',
  })
}

/** What is drawn from patterns, and what of them is not. */
function learnedNotes(
  patterns: LearnedColumns,
  learned: ReadonlyMap<string, LearnedEntity>,
  entities: readonly EntityPlan[],
): string[] {
  const drawn = entities.flatMap(({ entity, learned: names = [] }) =>
    names.length > 0 ? [`${entity.name} (${names.join(', ')})`] : [],
  )
  const left = entities.flatMap((plan) => {
    const { columns = new Set<string>(), left: misfits = [] } = learned.get(plan.entity.name) ?? {}
    const outside = [...columns].filter((name) => !plan.learned?.includes(name))
    return [
      ...misfits,
      ...outside.map((field) => ({ field, why: 'what was learned is nearly all outside what the schema allows' })),
    ].map(({ field, why }) => `${plan.entity.name}.${field} is not drawn from the patterns: ${why}`)
  })
  const unknown = patterns.entities.filter((name) => !entities.some(({ entity }) => entity.name === name))
  return [
    drawn.length > 0
      ? `drawn from the patterns: ${drawn.join(', ')}; all else as standard makes it`
      : 'the patterns know no column that is free to be drawn: this is what standard makes',
    ...left,
    ...(unknown.length > 0 ? [`entities of the patterns that are not made: ${unknown.join(', ')}`] : []),
  ]
}

/** A key that is a reference to a key that is a reference … back to itself has no first value. */
function refuseKeyCycles(schema: ParsedSchema): void {
  const next = new Map<string, { entity: string; field: string }[]>()
  const id = (entity: string, field: string): string => JSON.stringify([entity, field])
  for (const one of schema.relationships) {
    const parents = one.type === 'polymorphic' ? one.parents : [one.parent]
    for (const parent of parents) {
      one.child.fields.forEach((field, i) => {
        const target = { entity: parent.entity, field: parent.fields[i]! }
        if (target.entity === one.child.entity && target.field === field) return
        const from = id(one.child.entity, field)
        next.set(from, [...(next.get(from) ?? []), target])
      })
    }
  }
  const done = new Set<string>()
  const visit = (entity: string, field: string, path: readonly string[]): void => {
    const key = id(entity, field)
    if (path.includes(key)) {
      const circle = [...path.slice(path.indexOf(key)), key].map((part) =>
        (JSON.parse(part) as [string, string]).join('.'),
      )
      throw new UnderstudyError('CYCLE_UNSATISFIABLE', {
        operation: 'plan rows',
        at: `${entity}.${field}`,
        message: `keys point at each other in a circle: ${circle.join(' → ')}`,
        hint: 'Give one entity of the circle a key of its own, and point at it with a field that may be null.',
      })
    }
    if (done.has(key)) return
    for (const target of next.get(key) ?? []) visit(target.entity, target.field, [...path, key])
    done.add(key)
  }
  for (const one of schema.relationships) for (const field of one.child.fields) visit(one.child.entity, field, [])
}
