import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { toModel } from '../catalog/to-model.ts'
import type { Dialect, Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import type { LearnedColumns } from '../generate/learned-columns.ts'
import { DEFAULT_SEED, type QualityLevel } from '../generate/plan.ts'
import { parseSchema } from '../model/parse.ts'
import type { DataSchema } from '../model/schema.ts'
import { avoidMisfits } from './avoid-misfits.ts'
import type { EntityOverrides } from './config.ts'
import { explained } from './explain.ts'
import { loadSteps } from './load-order.ts'
import { type Loading, loadCircle, loadTable } from './load-tables.ts'
import { applyOverrides } from './overrides.ts'
import { FillPlanner } from './planner.ts'
import type { FillNote, FillReport, TableReport } from './report.ts'
import { moveSequencesAhead, setSequencesRight } from './sequences.ts'
import { readTableState } from './table-state.ts'
import { type Target, targetFor } from './target.ts'
import { insertTriggers, respectChangedKeys } from './triggers.ts'

export interface FillProgress {
  readonly entity: string
  /** Rows of all tables together. */
  readonly rows: number
  readonly total: number
}

export interface FillOptions {
  /** What to make; left out, what the database's own catalog tells. Its entities are tables of the database. */
  readonly schema?: DataSchema | undefined
  /** Whose notation the expressions of `schema` are in, where it came from a database; postgres where left out. */
  readonly dialect?: Dialect | undefined
  /** Rows of every table; where one cannot hold as many, as many as fit. */
  readonly rows?: number | undefined
  /** Rows of single tables; more than fit are an error. */
  readonly each?: Readonly<Record<string, number>> | undefined
  readonly seed?: string | number | undefined
  readonly locale?: string | undefined
  readonly qualityLevel?: QualityLevel | undefined
  /** As generateData takes them. */
  readonly patterns?: LearnedColumns | undefined
  /** Only these tables get rows; they refer to rows that others have already. */
  readonly only?: readonly string[] | undefined
  /** Only tables of these schemas; all where left out. */
  readonly schemas?: readonly string[] | undefined
  readonly overrides?: EntityOverrides | undefined
  /** What the database consists of, where that is known: else its catalog is read. */
  readonly definition?: SchemaDefinition | undefined
  readonly onProgress?: ((progress: FillProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** Plans against the database and changes nothing in it. */
  readonly dryRun?: boolean | undefined
}

/** A database, or a transaction of one, which then decides whether the rows stay. */
export type FillPlace = Session & { readonly name?: string }

/**
 * Fills the tables of a database in one transaction: all of it stands, or nothing does. What is there already stays;
 * the same seed over the same content gives the same rows.
 */
export async function fillDatabase(database: FillPlace, options: FillOptions = {}): Promise<FillReport> {
  const { signal, dryRun = false } = options
  const definition =
    options.definition ?? (await analyzeSchema(database, options.schemas ? { schemas: options.schemas } : {}))
  const fields = Object.fromEntries(
    Object.entries(options.overrides ?? {}).flatMap(([name, one]) => (one.fields ? [[name, one.fields]] : [])),
  )
  const own = options.schema ? undefined : toModel(definition, {}, fields)
  if (own?.schema.entities.length === 0) throw nothingToFill(database, own.notes)
  const overridden = applyOverrides(normal(options.schema ?? own!.schema), options.overrides)
  const target = targetFor(definition, overridden.schema, own)
  const left = leftOut(overridden.schema, overridden.skipped, options.only)
  const each = new Map([...overridden.rows, ...Object.entries(options.each ?? {})])
  refuseUnknownTables(overridden.schema, [...each.keys(), ...(options.only ?? [])])

  return database.transaction(
    async (session) => {
      const { seed, locale, qualityLevel, patterns, rows } = options
      const dialect = options.schema ? (options.dialect ?? 'postgres') : target.dialect
      const planner = new FillPlanner(session, target, overridden.schema, {
        dialect,
        seed,
        locale,
        qualityLevel,
        patterns,
        rows,
        each,
      })
      await planner.begin(left)
      const before = new Map(overridden.schema.entities.map(({ name }) => [name, planner.state(name).rows]))
      const planned = planner.plan
      const steps = loadSteps(
        target,
        planned.entities.map(({ entity }) => entity.name),
        session.capabilities.defersEveryForeignKey,
      )
      if (!dryRun) await load(session, target, planner, steps, options)
      const tables = await reports(session, target, planner, before, dryRun ? planned : undefined)
      const order = new Map(steps.flatMap(({ entities }) => entities).map((name, i) => [name, i]))
      tables.sort((a, b) => (order.get(a.entity) ?? order.size) - (order.get(b.entity) ?? order.size))
      return {
        seed: planned.seed ?? DEFAULT_SEED,
        dryRun,
        tables,
        rows: tables.reduce((sum, one) => sum + one.rows, 0),
        notes: [...target.notes, ...planner.notes, ...planned.notes.map(qualityNote)],
        circles: steps.flatMap(({ entities, by }) => (by === 'order' ? [] : [{ entities, by }])),
      }
    },
    { signal },
  )
}

type Steps = ReturnType<typeof loadSteps>

async function load(
  session: Session,
  target: Target,
  planner: FillPlanner,
  steps: Steps,
  options: FillOptions,
): Promise<void> {
  const { signal, onProgress } = options
  const waits = session.capabilities.defersEveryForeignKey || steps.some(({ by }) => by === 'deferred constraints')
  if (waits) await session.execute(session.capabilities.deferConstraints)
  const withTriggers = steps.some(({ entities }) =>
    entities.some((entity) => insertTriggers(target, entity).length > 0),
  )
  if (withTriggers) await moveSequencesAhead(session, target, planner)
  let done = 0
  for (const step of steps) {
    if (withTriggers) await noticeTriggers(planner, step.entities)
    const before = done
    const loaded: Loading['loaded'] = (entity, rows) => {
      done += rows
      onProgress?.({ entity, rows: done, total: Math.max(done, planner.plan.rows) })
    }
    // A step that is given up is undone to its start: here nothing but its savepoint knows how far it came.
    for (let open = true; open; ) {
      done = before
      try {
        await session.transaction((inner) =>
          planner.within(inner, () => loadStep({ session: inner, target, signal, loaded }, planner, step)),
        )
        open = false
      } catch (thrown) {
        if (!(await planner.distrust(thrown))) throw thrown
      }
    }
  }
  if (waits && target.dialect === 'postgres') {
    try {
      await session.execute('set constraints all immediate')
    } catch (thrown) {
      throw explained(thrown, target, planner.schema.entities[0]!)
    }
  }
  await setSequencesRight(session, target, planner)
}

async function loadStep(loading: Loading, planner: FillPlanner, { entities, by }: Steps[number]): Promise<void> {
  const { session, target, signal } = loading
  for (const entity of entities) await avoidMisfits(session, target, planner, entity, signal)
  const plans = entities.flatMap((entity) => planner.entityPlan(entity) ?? [])
  if (by === 'one statement') await loadCircle(loading, plans)
  else for (const plan of plans) await loadTable(loading, plan)
  for (const { entity } of plans) await respectChangedKeys(session, target, planner, entity.name, signal)
}

/** Triggers of tables that were loaded may have put rows into those that come now. */
async function noticeTriggers(planner: FillPlanner, entities: readonly string[]): Promise<void> {
  let changed = false
  for (const entity of entities) if (await planner.refresh(entity)) changed = true
  if (changed) await planner.replan()
}

async function reports(
  session: Session,
  target: Target,
  planner: FillPlanner,
  before: ReadonlyMap<string, number>,
  planned: FillPlanner['plan'] | undefined,
): Promise<TableReport[]> {
  const all: TableReport[] = []
  for (const [entity, one] of target.tables) {
    const stood = before.get(entity) ?? 0
    const plan = (planned ?? planner.plan).entities.find((made) => made.entity.name === entity)
    const rows = planned ? (plan?.rows ?? 0) : (await readTableState(session, target, one, [])).rows - stood
    all.push({ entity, table: one.name, rows, before: stood })
    const made = plan?.rows ?? 0
    if (!planned && plan && rows !== made) {
      planner.notes.push({
        code: 'TRIGGERS_ADDED',
        severity: 'info',
        at: entity,
        message:
          rows > made
            ? `${rows - made} of its rows were added by triggers`
            : `triggers left out or removed ${made - rows} of its rows`,
      })
    }
  }
  return all
}

function rowsOf(rows: number | undefined): { rows?: number } {
  return rows === undefined ? {} : { rows }
}

/** Joining entities written out, so that each has its table. */
function normal(schema: DataSchema): DataSchema {
  const { name, locale, entities, relationships, constraints, volume } = parseSchema(schema)
  return {
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
    entities: [...entities],
    relationships: [...relationships],
    constraints: [...constraints],
    ...(volume.rows === undefined && volume.entities.length === 0
      ? {}
      : { volume: { ...rowsOf(volume.rows), entities: [...volume.entities] } }),
  }
}

function nothingToFill(database: FillPlace, notes: readonly FillNote[]): UnderstudyError {
  const reasons = notes.filter(({ severity }) => severity === 'error').map(({ at, message }) => ({ path: at, message }))
  return new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'look for tables to fill',
    ...(database.name === undefined ? {} : { at: database.name }),
    message: `${database.name ?? 'the database'} has ${reasons.length === 0 ? 'no tables' : 'no table that can be filled'}`,
    hint: 'Create the tables first: understudy load URL FILE.sql, or --create with --schema.',
    details: { problems: reasons },
  })
}

function leftOut(schema: DataSchema, skipped: ReadonlySet<string>, only: readonly string[] | undefined): Set<string> {
  return new Set(
    schema.entities.flatMap(({ name }) => (skipped.has(name) || (only && !only.includes(name)) ? [name] : [])),
  )
}

function refuseUnknownTables(schema: DataSchema, names: readonly string[]): void {
  const known = schema.entities.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'choose tables',
    at: unknown[0]!,
    message: `there is no table ${unknown.map((name) => JSON.stringify(name)).join(', ')} that can be filled`,
    hint: `Use names of these: ${known.slice(0, 30).join(', ')}${known.length > 30 ? ', …' : ''}.`,
    details: { known },
  })
}

function qualityNote(message: string): FillNote {
  return { code: 'QUALITY', severity: 'info', at: '', message }
}
