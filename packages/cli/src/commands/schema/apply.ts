import { connect, type Database } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import {
  analyzeSchema,
  applyMigration,
  fingerprintOf,
  isDestructive,
  type MigrationReport,
  type MigrationStep,
  type ParsedScript,
} from '@understudy/sdk/schema'
import { counted, duration } from '../../terminal/amounts.ts'
import { ask, canAsk } from '../../terminal/ask.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'
import type { Around, Outcome } from '../command.ts'
import { resolveWritablePlace } from '../resolve-writable-place.ts'
import { databaseName } from './database-name.ts'
import { milliseconds } from './duration.ts'
import { readMigration } from './read-migration.ts'
import { refusalLines, stepLines } from './step-lines.ts'

export interface ApplyFlags {
  readonly confirm?: string
  readonly dryRun?: boolean
  readonly down?: boolean
  readonly edited?: boolean
  readonly folder: string
  readonly lockTimeout?: string
  readonly statementTimeout?: string
  readonly json?: boolean
}

export async function applyCommand(place: string, target: string, flags: ApplyFlags, around: Around): Promise<Outcome> {
  const { terminal, signal } = around
  const limits = {
    lockTimeout: milliseconds('--lock-timeout', flags.lockTimeout),
    statementTimeout: milliseconds('--statement-timeout', flags.statementTimeout),
  }
  const { url, environment } = await resolveWritablePlace(place)
  await using database = await connect(url, { create: false })
  const name = environment?.name ?? (await databaseName(database))
  refuseOtherName(flags.confirm, name)
  const script = await readMigration(target, database.dialect, flags)
  const { steps, from, to, file } = script
  const document = { command: 'schema apply', database: database.name, file, dryRun: flags.dryRun === true }
  if (flags.dryRun) return await dryRun(database, script, document)
  const warnings = [...refusalLines(script.refused), ...editedLines(script)]
  if (!terminal.json && warnings.length > 0) terminal.warn(warnings)
  const confirmed = flags.confirm !== undefined || (await isConfirmed(steps, name, around))
  const report = await applyMigration(database, steps, {
    ...limits,
    confirmed,
    signal,
    ...(from !== null && { expectedFrom: from }),
    // While anything is refused, the steps lead somewhere else.
    ...(to !== null && script.refused.length === 0 && { expectedTo: to }),
    onStep: ({ kind, step, total, attempt }) => {
      const what = kind === 'waits' ? `waits for a lock, attempt ${attempt}, in` : 'step'
      if (kind === 'begins' || kind === 'waits')
        terminal.progress.say(`${what} ${step.number} of ${total}: ${step.title}`)
    },
  })
  return {
    document: { ...document, ...report, edited: script.edited, refused: script.refused },
    lines: reportLines(report, database.name),
    failed: report.reached === false,
  }
}

function refuseOtherName(confirm: string | undefined, name: string): void {
  if (confirm === undefined || confirm === name) return
  throw new UnderstudyError('USAGE', {
    operation: 'read the command line',
    message: `--confirm ${JSON.stringify(confirm)} is not the name of what is changed, which is ${JSON.stringify(name)}`,
    hint: 'Check that it leads to the database that you mean.',
    details: { stands: 'nothing was changed' },
  })
}

/** On a terminal, by typing the name; elsewhere nobody could have. */
async function isConfirmed(
  steps: readonly MigrationStep[],
  name: string,
  { terminal, signal }: Around,
): Promise<boolean> {
  const destructive = steps.filter(isDestructive)
  if (destructive.length === 0) return true
  if (terminal.json || !canAsk()) {
    throw new UnderstudyError('MIGRATION_UNCONFIRMED', {
      operation: 'apply migration',
      message: `${destructive.length === 1 ? 'A step is' : `${destructive.length} steps are`} destructive and not confirmed`,
      hint: `Review them, then say --confirm ${/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`}.`,
      details: {
        steps: destructive.map(({ number }) => number),
        problems: destructive.map(({ number, title, hazards }) => ({
          path: `step ${number}`,
          message: `${oneLine(title)}: ${hazards.map(({ kind, why }) => `${kind} (${oneLine(why)})`).join(', ')}`,
        })),
        stands: 'nothing was changed',
      },
    })
  }
  terminal.warn(destructive.flatMap(stepLines))
  const typed = await ask(
    `To run ${destructive.length === 1 ? 'it' : 'them'}, type its name (${oneLine(name)}):`,
    signal,
  )
  if (typed.trim() === name) return true
  throw new UnderstudyError('MIGRATION_UNCONFIRMED', {
    operation: 'apply migration',
    message: 'What was typed is not the name of what would be changed',
    hint: 'Run it again when you are sure.',
    details: { stands: 'nothing was changed' },
  })
}

async function dryRun(
  database: Database,
  script: ParsedScript,
  document: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const { steps, from, to, refused, edited } = script
  const found = fingerprintOf(await analyzeSchema(database))
  const state = from === null ? 'unknown' : found === from ? 'ready' : found === to ? 'applied' : 'other'
  const says = {
    unknown: 'the file does not say which schema it starts from',
    ready: 'the database has the schema that it starts from',
    applied: 'it has been applied already',
    other: 'the database has another schema than the one that it starts from',
  } as const
  return {
    document: { ...document, state, steps, refused, edited },
    lines: [
      `would run ${counted(steps.length, 'step')} on ${database.name}; ${says[state]}`,
      ...refusalLines(refused),
      ...editedLines(script),
      ...steps.flatMap(stepLines),
    ],
    failed: state === 'other' || state === 'applied',
  }
}

function editedLines({ edited }: ParsedScript): Line[] {
  if (edited.length === 0) return []
  return [
    `${edited.length === 1 ? 'step' : 'steps'} ${edited.join(', ')}: edited since it was written; what the statements look like is added to its hazards`,
  ]
}

function reportLines({ steps, milliseconds: spent, reached }: MigrationReport, database: string): Line[] {
  const promise = {
    true: 'it has the schema that was promised',
    false: 'its schema is NOT the one that was promised: look at understudy schema compare',
    null: 'no schema was promised',
  } as const
  return [
    ...steps.map(
      ({ number, title, milliseconds: time, attempts }) =>
        `${String(number).padStart(4)}  ${oneLine(title)}  ${duration(time)}${attempts > 1 ? `, attempt ${attempts}` : ''}`,
    ),
    {
      text: `${counted(steps.length, 'step')} on ${database} in ${duration(spent)}; ${promise[`${reached}`]}`,
      look: reached === false ? 'danger' : 'heading',
    },
  ]
}
