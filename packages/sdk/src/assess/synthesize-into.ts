import type { Database } from '../database/adapter.ts'
import { createTables } from '../fill/create-tables.ts'
import { type LoadPlanOptions, loadPlan, type StandingRows } from '../fill/load-plan.ts'
import type { FillReport } from '../fill/report.ts'
import { DEFAULT_SEED } from '../generate/plan.ts'
import type { DataSchema, RelationshipDefinition } from '../model/schema.ts'
import type { ColumnPattern, DataPatterns, EntityPattern } from '../synthesize/data-patterns.ts'
import { planSynthesis, type SynthesisOptions } from '../synthesize/sample/plan-synthesis.ts'

export interface SynthesizeIntoOptions extends SynthesisOptions, Omit<LoadPlanOptions, 'definition'> {
  /** Makes the tables first, out of what the patterns say of types and keys. */
  readonly create?: boolean | undefined
}

export interface SynthesizeIntoReport extends FillReport {
  /** The statements that made the tables, or would. */
  readonly created: readonly string[]
  /** What the plan says of patterns that were not learned. */
  readonly planNotes: readonly string[]
}

/**
 * Puts rows that are drawn from patterns into the tables of a database, in one transaction. Beside rows that are there,
 * numbered keys count on, and all else is drawn as by another seed; the same seed over the same content gives the same rows.
 */
export async function synthesizeInto(
  database: Database,
  patterns: DataPatterns,
  { create = false, dryRun = false, onProgress, signal, ...options }: SynthesizeIntoOptions = {},
): Promise<SynthesizeIntoReport> {
  const created = create ? await createTables(database, schemaOf(patterns), { dryRun }) : []
  // Without its tables there is nothing to hold the plan against.
  if (create && dryRun) {
    const plan = planSynthesis(patterns, options)
    const tables = plan.entities.map(({ entity, rows }) => ({
      entity: entity.name,
      table: entity.name,
      rows,
      before: 0,
    }))
    return { seed: plan.seed, dryRun, tables, rows: plan.rows, notes: [], circles: [], created, planNotes: plan.notes }
  }
  let planNotes: readonly string[] = []
  const report = await loadPlan(
    database,
    patterns.entities.map((entity) => ({ entity: definitionOf(entity), counting: countersOf(entity) })),
    (standing) => {
      const before = [...standing.values()].reduce((sum, { rows }) => sum + rows, 0)
      const { seed = DEFAULT_SEED } = options
      const plan = planSynthesis(countingOn(patterns, standing), {
        ...options,
        seed: before === 0 ? seed : `${seed} beside ${before}`,
      })
      planNotes = plan.notes
      return withoutUnmade({ ...plan, seed }, patterns)
    },
    { dryRun, onProgress, signal },
  )
  return { ...report, created, planNotes }
}

const isCounter = ({ model }: ColumnPattern): boolean => model.model === 'key' && model.kind === 'sequence'

function countersOf({ columns }: EntityPattern): string[] {
  return columns.filter(isCounter).map(({ name }) => name)
}

function countingOn(patterns: DataPatterns, standing: ReadonlyMap<string, StandingRows>): DataPatterns {
  return {
    ...patterns,
    entities: patterns.entities.map((entity) => ({
      ...entity,
      columns: entity.columns.map((column) => {
        const last = standing.get(entity.name)?.last.get(column.name)
        if (last === undefined || column.model.model !== 'key') return column
        const { options = {} } = column.model
        const step = typeof options.step === 'number' ? options.step : 1
        return { ...column, model: { ...column.model, options: { ...options, start: Number(last) + step } } }
      }),
    })),
  }
}

/** Nothing could be learned of it. */
function isUnmade({ model }: ColumnPattern): boolean {
  return model.model === 'constant' && model.value === null
}

/** A column of which nothing could be learned gets what its table has for it: a default, a trigger, or null. */
function withoutUnmade(
  plan: ReturnType<typeof planSynthesis>,
  patterns: DataPatterns,
): ReturnType<typeof planSynthesis> {
  return {
    ...plan,
    entities: plan.entities.map((one) => {
      const pattern = patterns.entities.find(({ name }) => name === one.entity.name)
      const unmade = new Set(pattern?.columns.filter(isUnmade).map(({ name }) => name))
      if (unmade.size === 0 || unmade.size === one.columns.length) return one
      return {
        ...one,
        columns: one.columns.filter((name) => !unmade.has(name)),
        batch(first: number, length: number) {
          const batch = one.batch(first, length)
          return { ...batch, columns: batch.columns.filter(({ name }) => !unmade.has(name)) }
        },
      }
    }),
  }
}

function definitionOf({ name, columns, table }: EntityPattern) {
  return {
    name,
    fields: columns.map((column) => ({ name: column.name, type: column.type })),
    ...(table ? { table } : {}),
  }
}

/** Types of the database that was learned from, such as enumerations, are not those of another one. */
function schemaOf({ entities, relationships }: DataPatterns): DataSchema {
  return {
    entities: entities.map(({ name, columns, primaryKey, table }) => ({
      name,
      fields: columns.map((column) => ({
        name: column.name,
        type: column.type,
        ...(column.maxLength === undefined ? {} : { maxLength: column.maxLength }),
        ...(column.unique === true ? { unique: true } : {}),
        ...(column.nullShare > 0 || isUnmade(column) ? { nullable: true } : {}),
      })),
      ...(primaryKey ? { primaryKey } : {}),
      ...(table ? { table } : {}),
    })),
    relationships: relationships.map(
      ({ parent, child }): RelationshipDefinition => ({ type: 'one-to-many', parent, child }),
    ),
    constraints: entities.flatMap(({ name, uniqueTogether = [] }) =>
      uniqueTogether.map((fields) => ({ type: 'unique' as const, entity: name, fields })),
    ),
  }
}
