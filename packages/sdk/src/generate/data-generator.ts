import { setImmediate as nextTurn } from 'node:timers/promises'
import { messageOf, UnderstudyError } from '../errors.ts'
import { formatNamed } from '../formats/formats.ts'
import { rowsOf } from '../formats/row-objects.ts'
import type { DataSchema } from '../model/schema.ts'
import type { ValidationResult } from '../model/validate.ts'
import { encodeSlice } from './encode.ts'
import { encodeOptionsFor } from './generate-data.ts'
import { type Plan, type PlanOptions, planRows } from './plan.ts'
import { batchesOf, entitySlices, wholeOf } from './rows.ts'
import { refuseInvalid, validateDataSchema } from './validate-data-schema.ts'

export interface GenerationOptions extends PlanOptions {
  /** JSON, NDJSON, CSV, XML, SQL or PARQUET in any letter case: the dataset then holds a file per entity, and no rows. */
  readonly format?: string | undefined
  /** To ask for the status of this run, or to cancel it. */
  readonly jobId?: string | undefined
}

export interface DatasetFile {
  readonly entity: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface Dataset {
  readonly jobId: string
  readonly seed: string | number
  readonly rows: number
  /** Rows by entity; empty where a format was asked for. */
  readonly data: Readonly<Record<string, readonly Record<string, unknown>[]>>
  readonly files: readonly DatasetFile[]
  readonly notes: readonly string[]
}

export interface GenerationStatus {
  readonly jobId: string
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled'
  /** From 0 to 1. */
  readonly progress: number
  readonly rows: number
  readonly rowsTotal: number
  readonly startedAt: Date
  readonly endedAt?: Date
  readonly error?: UnderstudyError
}

interface Run {
  rows: number
  rowsTotal: number
  readonly startedAt: Date
  endedAt?: Date
  status: GenerationStatus['status']
  error?: UnderstudyError
  readonly cancel: AbortController
}

/** Runs kept after they ended, so that a status can still be asked for. */
const REMEMBERED = 100

/** Generation as jobs inside this process: start, watch, cancel. `generateData` is the same without the bookkeeping. */
export class DataGenerator {
  readonly #runs = new Map<string, Run>()
  #started = 0

  validateSchema(schema: unknown): ValidationResult {
    return validateDataSchema(schema)
  }

  /** The promise carries the job's id, so that a run can be watched and cancelled before it ends. */
  generateData(schema: DataSchema, options: GenerationOptions = {}): Promise<Dataset> & { readonly jobId: string } {
    const jobId = options.jobId ?? `generation-${++this.#started}`
    if (this.#runs.get(jobId)?.status === 'running') {
      throw new UnderstudyError('USAGE', {
        operation: 'generate',
        at: jobId,
        message: `a generation with the id ${jobId} is running`,
      })
    }
    const run: Run = { rows: 0, rowsTotal: 0, startedAt: new Date(), status: 'running', cancel: new AbortController() }
    this.#runs.delete(jobId)
    this.#runs.set(jobId, run)
    this.#forgetOldest()
    return Object.assign(this.#complete(jobId, run, schema, options), { jobId })
  }

  getGenerationStatus(jobId: string): GenerationStatus {
    const run = this.#run(jobId)
    const { status, rows, rowsTotal, startedAt, endedAt, error } = run
    const progress = status === 'completed' ? 1 : rowsTotal === 0 ? 0 : rows / rowsTotal
    return { jobId, status, progress, rows, rowsTotal, startedAt, ...(endedAt && { endedAt }), ...(error && { error }) }
  }

  /** Safe to call twice; a run that has ended stays as it ended. */
  async cancelGeneration(jobId: string): Promise<void> {
    this.#run(jobId).cancel.abort()
  }

  #run(jobId: string): Run {
    const run = this.#runs.get(jobId)
    if (run) return run
    throw new UnderstudyError('USAGE', {
      operation: 'look up a generation',
      at: jobId,
      message: `there is no generation ${jobId}`,
    })
  }

  #forgetOldest(): void {
    for (const [id, run] of this.#runs) {
      if (this.#runs.size <= REMEMBERED) return
      if (run.status !== 'running') this.#runs.delete(id)
    }
  }

  async #complete(jobId: string, run: Run, schema: DataSchema, options: GenerationOptions): Promise<Dataset> {
    try {
      refuseInvalid(schema, options.dialect)
      const plan = planRows(schema, options)
      run.rowsTotal = plan.rows
      const made =
        options.format === undefined
          ? { data: await rowsByEntity(plan, run), files: [] }
          : { data: {}, files: await filesOf(plan, run, options.format) }
      run.status = 'completed'
      return { jobId, seed: plan.seed, rows: plan.rows, notes: plan.notes, ...made }
    } catch (thrown) {
      run.status = run.cancel.signal.aborted ? 'cancelled' : 'failed'
      run.error =
        thrown instanceof UnderstudyError
          ? thrown
          : new UnderstudyError('INTERNAL', { operation: 'generate', message: messageOf(thrown), cause: thrown })
      throw run.error
    } finally {
      run.endedAt = new Date()
    }
  }
}

/** Lets other work of the process go on, and notices a cancellation. */
async function breathe(run: Run, rows: number): Promise<void> {
  run.rows += rows
  await nextTurn()
  if (run.cancel.signal.aborted) {
    throw new UnderstudyError('CANCELLED', {
      operation: 'generate',
      message: `generation was cancelled after ${run.rows} rows`,
    })
  }
}

async function rowsByEntity(plan: Plan, run: Run): Promise<Dataset['data']> {
  const all: [string, Record<string, unknown>[]][] = []
  for (const part of entitySlices(plan, wholeOf(plan))) {
    const rows: Record<string, unknown>[] = []
    for (const batch of batchesOf(part)) {
      for (const row of rowsOf(batch)) rows.push(row)
      await breathe(run, batch.length)
    }
    all.push([part.plan.entity.name, rows])
  }
  return Object.fromEntries(all)
}

async function filesOf(plan: Plan, run: Run, formatName: string): Promise<DatasetFile[]> {
  const format = formatNamed(formatName)
  const files: DatasetFile[] = []
  for (const part of encodeSlice(plan, wholeOf(plan), format, encodeOptionsFor(plan, format, true))) {
    const pieces: Uint8Array[] = []
    for (const { bytes, rows } of part.pieces()) {
      pieces.push(bytes.slice())
      await breathe(run, rows)
    }
    files.push({
      entity: part.entity,
      name: `${part.entity}.${format.extension}`,
      mediaType: format.mediaType,
      bytes: Buffer.concat(pieces),
    })
  }
  return files
}
