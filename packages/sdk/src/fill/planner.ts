import type { Dialect, Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import type { EntityPlan } from '../generate/entity-plan.ts'
import type { LearnedColumns } from '../generate/learned-columns.ts'
import type { ParentRows } from '../generate/parents.ts'
import { type Plan, planRows, type QualityLevel } from '../generate/plan.ts'
import { counted } from '../model/counted.ts'
import type { DataSchema, EntityDefinition, RelationshipDefinition } from '../model/schema.ts'
import type { FillNote } from './report.ts'
import { standingParents } from './standing-parents.ts'
import { countersOf, countingOn, readTableState, type TableState } from './table-state.ts'
import type { Target } from './target.ts'

export interface Wishes {
  /** Whose notation the schema's expressions are in. */
  readonly dialect: Dialect
  readonly seed: string | number | undefined
  readonly locale: string | undefined
  readonly qualityLevel: QualityLevel | undefined
  readonly patterns: LearnedColumns | undefined
  /** Rows of every table that has no number of its own; left out, the schema's volume decides. */
  readonly rows: number | undefined
  /** Asked for by name: more than fits is an error then. */
  readonly each: ReadonlyMap<string, number>
}

/** Where no unlucky number is left, how much of what was asked for is tried next. */
const lessByHalf = 0.5

/**
 * The plan of a fill, which changes as the database answers: what stands there, what does not fit, what triggers did.
 * Values depend on their row's number alone, so what is loaded already stays as it was.
 */
export class FillPlanner {
  readonly notes: FillNote[] = []
  #session: Session
  readonly #target: Target
  readonly #schema: DataSchema
  readonly #wishes: Wishes
  readonly #states = new Map<string, TableState>()
  readonly #each: Map<string, number>
  readonly #standing = new Map<string, ParentRows>()
  readonly #renumber = new Map<string, ReadonlyMap<number, number>>()
  readonly #touched = new Set<string>()
  /** Checks that are left to the database, by entity and name. */
  readonly #distrusted = new Set<string>()
  #plan: Plan | undefined

  constructor(session: Session, target: Target, schema: DataSchema, wishes: Wishes) {
    this.#session = session
    this.#target = target
    this.#schema = schema
    this.#wishes = wishes
    this.#each = new Map(wishes.each)
  }

  /** Asks this session for as long as `work` takes: inside a savepoint no other one may be asked. */
  async within<T>(session: Session, work: () => Promise<T>): Promise<T> {
    const outer = this.#session
    this.#session = session
    try {
      return await work()
    } finally {
      this.#session = outer
    }
  }

  /** Reads what stands in every table; `left` get no rows. */
  async begin(left: ReadonlySet<string>): Promise<void> {
    for (const { name } of this.#schema.entities) await this.refresh(name)
    for (const name of left) await this.retire(name)
    await this.replan()
  }

  get plan(): Plan {
    if (!this.#plan) throw new UnderstudyError('INTERNAL', { operation: 'fill', message: 'begin comes first' })
    return this.#plan
  }

  get schema(): DataSchema {
    return this.#schema
  }

  state(entity: string): TableState {
    return this.#states.get(entity)!
  }

  /**
   * After an error that says that no row of its own is found for a check, as where all columns in it are unique: from
   * now on whole rows are drawn, and the database says which of them meet it. False where that is no way out.
   */
  async distrust(thrown: unknown): Promise<boolean> {
    if (!(thrown instanceof UnderstudyError) || thrown.code !== 'CONSTRAINT_UNSATISFIED') return false
    const { entity, constraint } = thrown.details
    const tables = this.#target.tables.get(String(entity))?.family ?? []
    const known = tables.some((table) =>
      table.constraints.some((one) => one.kind === 'check' && one.name === constraint),
    )
    const key = JSON.stringify([entity, constraint])
    if (!known || this.#distrusted.has(key)) return false
    this.#distrusted.add(key)
    await this.replan()
    return true
  }

  isDistrusted(entity: string, constraint: string): boolean {
    return this.#distrusted.has(JSON.stringify([entity, constraint]))
  }

  /** Whether triggers have put rows into a table since this began. */
  isTouched(entity: string): boolean {
    return this.#touched.has(entity)
  }

  isFilled(entity: string): boolean {
    return !this.#standing.has(entity)
  }

  entityPlan(entity: string): EntityPlan | undefined {
    return this.plan.entities.find((one) => one.entity.name === entity)
  }

  /** Row numbers of an entity, in the order in which its rows are made. */
  numbersOf(entity: string): number[] {
    const first = this.state(entity).rows
    const moved = this.#renumber.get(entity)
    return Array.from({ length: this.entityPlan(entity)?.rows ?? 0 }, (_, i) => moved?.get(first + i) ?? first + i)
  }

  /** Other numbers for the rows of an entity, as many as it then has. */
  async renumber(entity: string, numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) {
      this.#renumber.delete(entity)
      await this.retire(entity)
    } else {
      const first = this.state(entity).rows
      this.#renumber.set(
        entity,
        new Map(numbers.flatMap((number, i) => (number === first + i ? [] : [[first + i, number] as const]))),
      )
      if (numbers.length < (this.entityPlan(entity)?.rows ?? 0)) this.#fit(entity, numbers.length)
    }
    await this.replan()
  }

  /** Whether the values of an entity reach for this many rows; its new parents are chosen apart from them. */
  hasRoomFor(entity: string, rows: number): boolean {
    try {
      this.#planned(new Map([...this.#each, [entity, rows]]), entity)
      return true
    } catch (thrown) {
      if (exceeded(thrown)) return false
      throw thrown
    }
  }

  /** Reads again what stands in a table; true where that has changed. */
  async refresh(entity: string): Promise<boolean> {
    const definition = this.#definition(entity)
    const before = this.#states.get(entity)
    const now = await readTableState(
      this.#session,
      this.#target,
      this.#target.tables.get(entity)!,
      countersOf(definition, this.#schema),
    )
    this.#states.set(entity, now)
    if (before && before.rows !== now.rows) this.#touched.add(entity)
    return before?.rows !== now.rows
  }

  /** From now on an entity's rows are those that stand in its table. */
  async retire(entity: string): Promise<void> {
    this.#standing.set(entity, await standingParents(this.#session, this.#target, entity, this.#schema))
  }

  /** Makes the plan anew; tables that cannot hold what was asked for hold what fits. */
  async replan(): Promise<void> {
    for (;;) {
      await this.#retireOrphans()
      try {
        this.#plan = this.#planned(this.#each)
        return
      } catch (thrown) {
        const over = exceeded(thrown)
        if (!over || this.#wishes.each.has(over.entity)) throw thrown
        const asked = this.#each.get(over.entity) ?? this.#wishes.rows
        if (asked === undefined) throw thrown
        const fits = over.capacity === undefined ? Math.floor(asked * lessByHalf) : over.capacity - (over.rows - asked)
        if (fits >= asked) throw thrown
        this.#note(over.entity, fits, asked, over.constraint)
        if (fits > 0) this.#each.set(over.entity, fits)
        else await this.retire(over.entity)
      }
    }
  }

  #fit(entity: string, rows: number): void {
    const reason = 'no other values are left that meet its unique columns, its checks and what stands in it already'
    if (this.#wishes.each.has(entity)) {
      throw new UnderstudyError('CAPACITY_EXCEEDED', {
        operation: 'plan rows',
        at: entity,
        message: `${entity} has room for ${rows} more ${rows === 1 ? 'row' : 'rows'}, ${this.#wishes.each.get(entity)} are asked for: ${reason}`,
        hint: `Ask for at most ${counted(rows, 'row')} of ${entity}, or widen the domain of its unique columns.`,
        details: { entity, capacity: rows },
      })
    }
    this.#note(entity, rows, this.#each.get(entity) ?? this.#wishes.rows ?? 0, reason)
    this.#each.set(entity, rows)
  }

  #note(entity: string, fits: number, asked: number, constraint: string): void {
    const earlier = this.notes.findIndex((note) => note.code === 'FEWER_ROWS' && note.at === entity)
    if (earlier >= 0) this.notes.splice(earlier, 1)
    this.notes.push({
      code: 'FEWER_ROWS',
      severity: 'warning',
      at: entity,
      message: `${fits > 0 ? `only ${fits}` : 'none'} of ${counted(asked, 'row')} ${fits === 1 ? 'fits' : 'fit'}: ${constraint}`,
      hint: 'Ask for more rows of the tables that it refers to, or widen the domain of its unique columns.',
    })
  }

  #planned(each: ReadonlyMap<string, number>, valuesOf?: string): Plan {
    const filled = [...each].filter(([name]) => this.isFilled(name))
    const schema = this.#schemaNow()
    const chosenApart = (one: RelationshipDefinition): boolean =>
      'child' in one && one.child.entity === valuesOf && parentsOf(one).every((parent) => this.isFilled(parent))
    const relationships = (schema.relationships ?? []).filter((one) => !chosenApart(one))
    return planRows(
      { ...schema, relationships },
      {
        dialect: this.#wishes.dialect,
        seed: this.#wishes.seed,
        locale: this.#wishes.locale,
        qualityLevel: this.#wishes.qualityLevel,
        patterns: this.#wishes.patterns,
        rows: this.#wishes.rows,
        each: Object.fromEntries(filled),
        existing: this.#standing,
        firstRow: new Map([...this.#states].map(([name, { rows }]) => [name, rows])),
        renumber: this.#renumber,
      },
    )
  }

  #definition(entity: string): EntityDefinition {
    return this.#schema.entities.find(({ name }) => name === entity)!
  }

  /** The schema as this database allows it: keys count on, and references to tables without rows are null. */
  #schemaNow(): DataSchema {
    const empty = (one: RelationshipDefinition): boolean => parentsOf(one).every((parent) => this.#isEmpty(parent))
    const dropped = (this.#schema.relationships ?? []).filter(empty)
    const nulls = new Set(
      dropped.flatMap((one) =>
        'child' in one ? one.child.fields.map((field) => JSON.stringify([one.child.entity, field])) : [],
      ),
    )
    return {
      ...this.#schema,
      relationships: (this.#schema.relationships ?? []).filter((one) => !dropped.includes(one)),
      constraints: (this.#schema.constraints ?? []).filter((one) => !this.isDistrusted(one.entity, one.name ?? '')),
      entities: this.#schema.entities.map((entity) => {
        const { rows, last } = this.state(entity.name)
        return {
          ...entity,
          fields: entity.fields.map((field) =>
            field.nullable && nulls.has(JSON.stringify([entity.name, field.name]))
              ? { ...field, nullRate: 1 }
              : countingOn(field, last.get(field.name), rows),
          ),
        }
      }),
    }
  }

  #isEmpty(entity: string): boolean {
    return this.#standing.get(entity)?.count === 0
  }

  /** A table whose rows must refer to a table that has none stays as it is, and so do those that must refer to it. */
  async #retireOrphans(): Promise<void> {
    for (let found = true; found; ) {
      found = false
      for (const one of this.#schema.relationships ?? []) {
        if (one.type === 'many-to-many') continue
        const child = one.child.entity
        const empty = parentsOf(one).filter((parent) => this.#isEmpty(parent))
        if (
          empty.length === 0 ||
          !this.isFilled(child) ||
          (one.type !== 'polymorphic' && canBeNull(one.child.fields, this.#definition(child)))
        )
          continue
        const message = `each of its rows must refer to a row of ${empty.join(' or ')}, which has none`
        const hint = `Fill ${empty.join(', ')} too, or put rows into it first.`
        if (this.#wishes.each.has(child))
          throw new UnderstudyError('CONSTRAINT_UNSATISFIED', {
            operation: 'plan rows',
            at: child,
            message: `${child}: ${message}`,
            hint,
          })
        this.notes.push({ code: 'TABLE_EMPTY', severity: 'error', at: child, message, hint })
        await this.retire(child)
        found = true
      }
    }
  }
}

function parentsOf(one: RelationshipDefinition): string[] {
  if (one.type === 'many-to-many') return [one.left.entity, one.right.entity]
  return (one.type === 'polymorphic' ? one.parents : [one.parent]).map(({ entity }) => entity)
}

function canBeNull(fields: readonly string[], entity: EntityDefinition): boolean {
  return fields.some((name) =>
    entity.fields.some((field) => field.name === name && field.nullable && !entity.primaryKey?.includes(name)),
  )
}

interface Exceeded {
  readonly entity: string
  readonly constraint: string
  readonly rows: number
  readonly capacity: number | undefined
}

function exceeded(thrown: unknown): Exceeded | undefined {
  if (
    !(thrown instanceof UnderstudyError) ||
    thrown.code !== 'CAPACITY_EXCEEDED' ||
    thrown.details.entity === undefined
  )
    return undefined
  const { entity, constraint, constraints, rows, capacity } = thrown.details
  return {
    entity: String(entity),
    constraint: constraint === undefined ? String(constraints) : String(constraint),
    rows: Number(rows),
    capacity: typeof capacity === 'number' ? capacity : undefined,
  }
}
