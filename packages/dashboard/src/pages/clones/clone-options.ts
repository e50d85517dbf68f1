import { parsedObject } from '../../format/json-object.ts'
import { numberIn, partsOf, textIn } from '../../format/parts.ts'

/** What a clone is asked for beside its source, its target and its policy. */
export interface CloneOptions {
  readonly rows: 'all' | 'subset'
  /** A subset file, as text. */
  readonly subset: string
  readonly workers: number
  /** Workers beside the first that copy parts of it. */
  readonly helpers: number
  readonly keepBackupDays: number
  readonly keepForReset: boolean
  readonly disconnect: boolean
  readonly mayWrite: boolean
}

export const usualOptions: CloneOptions = {
  rows: 'all',
  subset: `${JSON.stringify({ kind: 'subset', version: 1, roots: { customers: { rows: 100 } }, children: true }, null, 2)}\n`,
  workers: 2,
  helpers: 3,
  keepBackupDays: 7,
  keepForReset: false,
  disconnect: false,
  mayWrite: false,
}

/** What a browser has kept of it, as far as it is of that kind. */
export function keptOptions(kept: unknown): CloneOptions | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  const parts = partsOf(kept)
  return {
    rows: parts.rows === 'subset' ? 'subset' : 'all',
    subset: textIn(parts, 'subset') || usualOptions.subset,
    workers: numberIn(parts, 'workers') ?? usualOptions.workers,
    helpers: numberIn(parts, 'helpers') ?? usualOptions.helpers,
    keepBackupDays: numberIn(parts, 'keepBackupDays') ?? usualOptions.keepBackupDays,
    keepForReset: parts.keepForReset === true,
    disconnect: parts.disconnect === true,
    mayWrite: parts.mayWrite === true,
  }
}

type Problems = Partial<Record<keyof CloneOptions, string>>

export function optionProblems({ rows, subset, workers, helpers, keepBackupDays }: CloneOptions): Problems {
  const problems: Problems = {}
  if (rows === 'subset' && parsedObject(subset) === undefined) problems.subset = 'This is no JSON object.'
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= 8)) problems.workers = 'From 1 to 8.'
  if (!(Number.isInteger(helpers) && helpers >= 0 && helpers <= 16)) problems.helpers = 'From 0 to 16.'
  if (!(keepBackupDays >= 0 && keepBackupDays <= 366)) problems.keepBackupDays = 'From 0 to 366 days.'
  return problems
}

/** As a request says it; of options without problems. */
export function askedOf({
  rows,
  subset,
  workers,
  helpers,
  keepBackupDays,
  keepForReset,
  disconnect,
  mayWrite,
}: CloneOptions) {
  return {
    ...(rows === 'subset' ? { subset: parsedObject(subset) ?? {} } : {}),
    workers,
    helpers,
    keepBackupDays,
    keepForReset,
    disconnect,
    waive: mayWrite ? (['source-can-write'] as const).slice() : [],
  }
}
