import { takeVector } from '../../generate/patch.ts'
import type { Batch, Vector } from '../../model/batch.ts'
import { numberColumn } from '../columns/number-column.ts'
import { PASS } from '../columns/verdict.ts'
import type { Patch, PatchedRows } from '../improvement.ts'
import type { RowSource } from '../row-source.ts'
import type { Rule } from '../rules.ts'
import { exchanged, withNulls, withTexts, withValues } from './changed-column.ts'
import { type Chooser, columnsOfChoice, startChoosing } from './chosen-rows.ts'
import { spellingOf, usualSpelling, usualValues } from './usual-values.ts'

export type DataPatch = Exclude<Patch, { readonly type: 'change-rule' }>

/** The rows of a source as a patch changes them, while they are read; the source is as it was. Each reading begins anew. */
export function patchedSource(source: RowSource, patch: DataPatch, { now }: { readonly now: Date }): RowSource {
  const where = choiceOf(patch)
  const reads = [...columnsOf(patch), ...(where === undefined ? [] : columnsOfChoice(where))]
  const whole = patch.type === 'keep-first' && patch.columns.length === 0
  const { name, schema, entities } = source
  return {
    name,
    schema,
    entities,
    async *batches(options = {}) {
      const { signal } = options
      const columns = options.columns && widened(options.columns, patch.entity, whole ? undefined : reads)
      if (options.entities !== undefined && !options.entities.includes(patch.entity)) {
        yield* source.batches(options)
        return
      }
      const fields = schema?.entities.find((entity) => entity.name === patch.entity)?.fields
      const context = { now, signal, fields: fields && new Map(fields.map((field) => [field.name, field])) }
      const choose = where === undefined ? undefined : await startChoosing(where, source, context)
      const change = await startChanging(source, patch, choose, signal)
      let dropped = 0
      for await (const batch of source.batches({ ...options, columns })) {
        if (batch.entity !== patch.entity) {
          yield batch
          continue
        }
        const changed = change(batch)
        yield { ...changed, firstRow: batch.firstRow - dropped }
        dropped += batch.length - changed.length
      }
    },
  }
}

function widened(
  columns: ReadonlyMap<string, ReadonlySet<string>>,
  entity: string,
  reads: readonly string[] | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const own = columns.get(entity)
  if (own === undefined) return columns
  const wide = new Map(columns)
  if (reads === undefined) wide.delete(entity)
  else wide.set(entity, new Set([...own, ...reads]))
  return wide
}

function columnsOf(patch: DataPatch): readonly string[] {
  switch (patch.type) {
    case 'drop-rows':
      return []
    case 'swap':
    case 'keep-first':
    case 'drop-orphans':
      return patch.columns
    case 'fill':
      return typeof patch.with === 'object' ? [...patch.with.by, patch.column] : [patch.column]
    default:
      return [patch.column]
  }
}

/** Undefined where every row may be changed. */
function choiceOf(patch: DataPatch): PatchedRows | undefined {
  switch (patch.type) {
    case 'fill':
    case 'set-null':
    case 'swap':
    case 'case':
    case 'drop-rows':
      return patch.where
    case 'keep-first': {
      const { entity, columns } = patch
      const about = { id: 'keep-first', entity }
      const rule: Rule =
        columns.length === 0 ? { ...about, type: 'duplicateRows' } : { ...about, type: 'unique', columns: [...columns] }
      return { failing: rule }
    }
    case 'drop-orphans': {
      const { entity, columns, parent, parentColumns } = patch
      return {
        failing: {
          id: 'drop-orphans',
          type: 'foreignKey',
          entity,
          columns: [...columns],
          parent,
          parentColumns: [...parentColumns],
        },
      }
    }
    case 'replace':
    case 'respell':
    case 'trim':
    case 'clamp':
      return undefined
  }
}

/** Begins to change: what a patch takes out of the rows themselves is read first. */
async function startChanging(
  source: RowSource,
  patch: DataPatch,
  choose: Chooser | undefined,
  signal: AbortSignal | undefined,
): Promise<(batch: Batch) => Batch> {
  const place = { entity: patch.entity, signal }
  if (patch.type === 'fill' && typeof patch.with === 'object') {
    const usual = await usualValues(source, place, patch.with.by, patch.column)
    return (batch) => {
      const usualOf = usual.valuesOf(batch)
      const rows = (choose?.(batch) ?? []).filter((row) => usualOf(row) !== undefined)
      return withColumn(batch, patch.column, (vector) => withValues(vector, rows, (_, row) => usualOf(row)))
    }
  }
  if (patch.type === 'respell') {
    const { as, column } = patch
    const spell = as === 'most' ? await usualSpelling(source, place, column) : spellingOf(as)
    return (batch) => withColumn(batch, column, (vector) => withTexts(vector, spell))
  }
  return (batch) => change(batch, patch, choose)
}

function change(
  batch: Batch,
  patch: Exclude<DataPatch, { readonly type: 'respell' }>,
  choose: Chooser = () => [],
): Batch {
  switch (patch.type) {
    case 'drop-rows':
    case 'keep-first':
    case 'drop-orphans':
      return without(batch, choose(batch))
    case 'set-null':
      return withColumn(batch, patch.column, (vector) => withNulls(vector, choose(batch)))
    case 'fill':
      return withColumn(batch, patch.column, (vector) => withValues(vector, choose(batch), () => patch.with))
    case 'trim':
      return withColumn(batch, patch.column, (vector) => withTexts(vector, (text) => text.trim()))
    case 'case': {
      const cased = (text: string) => (patch.to === 'lower' ? text.toLowerCase() : text.toUpperCase())
      if (patch.where === undefined) return withColumn(batch, patch.column, (vector) => withTexts(vector, cased))
      const rows = choose(batch)
      return withColumn(batch, patch.column, (vector) =>
        withValues(vector, rows, (value) => (typeof value === 'string' ? cased(value) : value)),
      )
    }
    case 'replace': {
      const mapping = new Map(Object.entries(patch.mapping))
      return withColumn(batch, patch.column, (vector) => withTexts(vector, (text) => mapping.get(text) ?? text))
    }
    case 'clamp':
      return withColumn(batch, patch.column, (vector) => clamped(vector, patch))
    case 'swap': {
      const [one, other] = patch.columns
      const [first, second] = [vectorIn(batch, one), vectorIn(batch, other)]
      if (first === undefined || second === undefined) return batch
      const [left, right] = exchanged(first, second, choose(batch))
      return withColumn(
        withColumn(batch, one, () => left),
        other,
        () => right,
      )
    }
  }
}

function vectorIn(batch: Batch, column: string): Vector | undefined {
  return batch.columns.find(({ name }) => name === column)?.vector
}

function withColumn(batch: Batch, column: string, changed: (vector: Vector) => Vector): Batch {
  return {
    ...batch,
    columns: batch.columns.map(({ name, vector }) => ({ name, vector: name === column ? changed(vector) : vector })),
  }
}

function without(batch: Batch, rows: readonly number[]): Batch {
  if (rows.length === 0) return batch
  const gone = new Set(rows)
  const kept = Array.from({ length: batch.length }, (_, row) => row).filter((row) => !gone.has(row))
  return {
    ...batch,
    length: kept.length,
    columns: batch.columns.map(({ name, vector }) => ({ name, vector: takeVector(vector, kept) })),
  }
}

function clamped(
  vector: Vector,
  {
    min = Number.NEGATIVE_INFINITY,
    max = Number.POSITIVE_INFINITY,
  }: { readonly min?: number | undefined; readonly max?: number | undefined },
): Vector {
  const { values, marks } = numberColumn(vector)
  const rows: number[] = []
  for (let row = 0; row < vector.length; row++) {
    if (marks[row] === PASS && (values[row]! < min || values[row]! > max)) rows.push(row)
  }
  const within = (value: unknown) => {
    const bound = Number(value) < min ? min : max
    return typeof value === 'string' ? String(bound) : bound
  }
  return withValues(vector, rows, within)
}
