import { UnderstudyError } from '@understudy/sdk'
import { type Batch, batchOf, type ColumnShape, rowsOf } from '@understudy/sdk/formats'
import { type ColumnPlan, rowsKept, shapesFor } from './column-plan.ts'

export type Reject = (row: number, column: string | null, reason: string) => void

type Row = Readonly<Record<string, unknown>>

/** A batch in the types of its plan; rows with a value that is none of its type, or without one, are rejected. */
export function typedBatch(batch: Batch, plan: ColumnPlan, reject: Reject): Batch {
  const names = batch.columns.map(({ name }) => name)
  const isTyped = names.some((name) => plan.types.has(name))
  return withRequired(isTyped ? inTypes(batch, names, plan, reject) : { batch, rows: undefined }, plan, reject)
}

interface Placed {
  readonly batch: Batch
  /** Which row of what came each of its rows is; as they stand where undefined. */
  readonly rows: readonly number[] | undefined
}

function inTypes(batch: Batch, names: readonly string[], plan: ColumnPlan, reject: Reject): Placed {
  const all: readonly Row[] = [...rowsOf(batch)]
  // A column of which nothing is said is inferred of all rows at once, and stays what it is.
  const shapes = shapesFor(names, plan.types)
  const whole = read(batch, all, shapes)
  if (whole) return { batch: whole, rows: undefined }
  const kept: number[] = []
  for (const [at, row] of all.entries()) {
    const wrong = shapes.find((shape) => shape.databaseType !== undefined && !read(batch, [row], [shape]))
    if (wrong === undefined) kept.push(at)
    else reject(at, wrong.name, notOf(wrong))
  }
  const some = kept.map((at) => all[at] ?? {})
  return { batch: read(batch, some, shapes) ?? rowsKept(batch, kept), rows: kept }
}

function withRequired({ batch, rows }: Placed, { required }: ColumnPlan, reject: Reject): Batch {
  const present = new Map(batch.columns.map(({ name, vector }) => [name, vector]))
  const kept: number[] = []
  for (let row = 0; row < batch.length; row++) {
    const missing = [...required].find((name) => {
      const vector = present.get(name)
      return vector === undefined || vector.nulls?.[row] === 1
    })
    if (missing === undefined) kept.push(row)
    else reject(rows?.[row] ?? row, missing, 'it has no value, and needs one')
  }
  return rowsKept(batch, kept)
}

/** Undefined where a value is not of its type. */
function read(batch: Batch, rows: readonly Row[], shapes: readonly ColumnShape[]): Batch | undefined {
  try {
    return batchOf(batch.entity, rows, shapes, batch.firstRow)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'INPUT_MALFORMED') return undefined
    throw thrown
  }
}

export function notOf({ databaseType }: ColumnShape): string {
  return `its value is no ${databaseType}`
}
