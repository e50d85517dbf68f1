import { UnderstudyError } from '@understudy/sdk/error'
import type { Partition } from './partition.ts'
import { parsePartition } from './partition.ts'
import { parseRowCounts, type RowCounts } from './row-counts.ts'

/** As the command line gives them. */
export interface GenerateFlags {
  readonly schema?: string
  readonly from?: string
  readonly rows?: string[]
  readonly seed?: string
  readonly locale?: string
  readonly partition?: string
  readonly workers?: string
  readonly format?: string
  readonly out?: string
  readonly into?: string
  readonly qualityLevel?: string
  readonly patterns?: string
  readonly config?: string
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly entity?: string
  readonly only?: string[]
  readonly create?: boolean
  readonly dialect?: string
}

export type Source = { readonly file: string } | { readonly url: string }
export type Goal = { readonly out: string } | { readonly url: string; readonly create: boolean }

/** What the command line asks for, once it makes sense by itself. */
export interface GenerateRequest {
  readonly source: Source
  readonly goal: Goal | undefined
  readonly counts: RowCounts
  readonly seed: string | number | undefined
  readonly locale: string | undefined
  readonly partition: Partition | undefined
  readonly workers: number
  readonly format: string | undefined
  readonly qualityLevel: 'basic' | 'standard' | 'premium' | undefined
  /** A file of patterns, for premium. */
  readonly patterns: string | undefined
  readonly entity: string | undefined
  readonly only: readonly string[] | undefined
  readonly dialect: 'postgres' | 'sqlite' | undefined
  readonly dryRun: boolean
}

const mostWorkers = 64
const levels = ['basic', 'standard', 'premium'] as const
const dialects = ['postgres', 'sqlite'] as const

export function readFlags(flags: GenerateFlags): GenerateRequest {
  const { schema, from, out, into, dryRun = false } = flags
  if ((schema === undefined) === (from === undefined)) {
    throw usage('one of --schema FILE and --from URL says what to generate', 'Give one of the two.')
  }
  if (out !== undefined && into !== undefined) {
    throw usage(
      '--out writes files and --into fills a database: both at once is not possible',
      'Run it twice: the same seed makes the same rows.',
    )
  }
  if (out === undefined && into === undefined && !dryRun) {
    throw usage(
      'nobody said where the rows go',
      'Give --out PATH, --out - for standard output, or --into URL; or --dry-run to see the plan.',
    )
  }
  if (into !== undefined) {
    for (const [name, value] of Object.entries({
      format: flags.format,
      partition: flags.partition,
      dialect: flags.dialect,
      entity: flags.entity,
    }))
      if (value !== undefined)
        throw usage(
          `--${name} is for files, and --into fills a database`,
          name === 'entity' ? 'Use --only TABLE to fill single tables.' : `Leave --${name} out.`,
        )
  } else {
    if (flags.create)
      throw usage(
        '--create makes tables, and there is no --into URL to make them in',
        'Add --into URL, or leave --create out.',
      )
    if (flags.only) throw usage('--only is for --into', 'Use --entity NAME to write a single entity to a file.')
  }
  if (flags.create && schema === undefined)
    throw usage(
      '--create makes the tables of a schema file',
      'Give --schema FILE, or load the SQL file of the other database first: understudy load URL FILE.sql.',
    )
  return {
    source: schema === undefined ? { url: from! } : { file: schema },
    goal: out === undefined ? (into === undefined ? undefined : { url: into, create: flags.create ?? false }) : { out },
    counts: parseRowCounts(flags.rows ?? []),
    seed: flags.seed === undefined ? undefined : seedOf(flags.seed),
    locale: flags.locale,
    partition: flags.partition === undefined ? undefined : parsePartition(flags.partition),
    workers: flags.workers === undefined ? 1 : workersOf(flags.workers),
    format: flags.format,
    qualityLevel: flags.qualityLevel === undefined ? undefined : oneOf('--quality-level', flags.qualityLevel, levels),
    patterns: flags.patterns,
    entity: flags.entity,
    only: flags.only,
    dialect: flags.dialect === undefined ? undefined : oneOf('--dialect', flags.dialect, dialects),
    dryRun,
  }
}

export function seedOf(text: string): string | number {
  const number = Number(text)
  return /^-?\d+$/.test(text) && Number.isSafeInteger(number) ? number : text
}

function workersOf(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= mostWorkers) return count
  throw usage(
    `${JSON.stringify(text)} is no number of workers`,
    `Give --workers 1 to ${mostWorkers}; as many as the machine has cores is best.`,
  )
}

function oneOf<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text.toLowerCase())
  if (found) return found
  throw usage(`${flag} ${JSON.stringify(text)} is none of ${choices.join(', ')}`, `Give ${flag} ${choices.join('|')}.`)
}

export function usage(message: string, hint: string): UnderstudyError {
  return new UnderstudyError('USAGE', { operation: 'read the command line', message, hint })
}
