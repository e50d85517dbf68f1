import {
  type CloneEvent,
  type CloneOperation,
  type ClonePlan,
  type Confirmed,
  EnvironmentCloner,
  openEnvironments,
  type ResolvedPlace,
} from '@understudy/sdk/clone'
import { counted, grouped, seconds } from '../../terminal/amounts.ts'
import { ask, canAsk } from '../../terminal/ask.ts'
import { oneLine } from '../../terminal/printable.ts'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { readJsonFile } from '../generate/read-json-file.ts'
import { guard } from '../guard.ts'
import { readRules } from '../read-rules.ts'
import { resolvePlace } from '../resolve-place.ts'
import { cloneLines, planLines } from './clone-lines.ts'
import { keepTime } from './keep-time.ts'
import { knownClone } from './known-clones.ts'

export interface CloneFlags {
  readonly source?: string
  readonly target?: string
  readonly rules?: string
  readonly subset?: string
  readonly workers?: string
  readonly dryRun?: boolean
  readonly resume?: string
  readonly resumable?: boolean
  readonly confirm?: string
  readonly plan?: string
  readonly waive: readonly string[]
  readonly disconnect?: boolean
  readonly keepBackup?: string
  readonly backup?: string
  readonly keepForReset?: boolean
  readonly list?: boolean
  readonly show?: string
  readonly discard?: string
  readonly json?: boolean
}

export async function cloneCommand(flags: CloneFlags, around: Around): Promise<Outcome> {
  const { terminal, signal } = around
  if (flags.rules === undefined)
    throw usage(
      'nobody said what becomes of the columns',
      flags.resume === undefined
        ? 'Give --rules FILE; understudy scan writes one.'
        : 'Give --rules FILE, the one that the clone was begun with.',
    )
  const workers = count('--workers', flags.workers)
  const keepBackupMilliseconds = keepTime('--keep-backup', flags.keepBackup)
  const backup = backupKind(flags.backup)
  const { source, target } = await sides(flags)
  const { policy, key } = await readRules(flags.rules)
  const subset =
    flags.subset === undefined ? undefined : await readJsonFile(flags.subset, 'SUBSET_INVALID', 'the subset')
  const registry = openEnvironments()
  const cloner = new EnvironmentCloner({ registry, ...guard() })
  const result = await cloner.cloneEnvironment(source, target, {
    policy,
    key,
    subset,
    workers,
    backup,
    keepBackupMilliseconds,
    dryRun: flags.dryRun,
    resume: flags.resume,
    keepWhenCancelled: flags.resumable,
    keepForReset: flags.keepForReset,
    waive: flags.waive,
    disconnect: flags.disconnect,
    signal,
    confirm: (plan, name) => confirmed(plan, name, flags, around),
    onEvent: (event, operation, remaining) => terminal.progress.say(progressText(event, operation, remaining)),
  })
  const { operation, plan, verification } = result
  if (flags.dryRun)
    return {
      document: { command: 'clone', dryRun: true, plan, safetyChecks: operation.safetyChecks },
      lines: planLines(plan, operation),
    }
  return {
    document: { command: 'clone', operation, plan: { hash: plan.hash }, verification },
    lines: cloneLines(result),
  }
}

/** Of a clone that is gone on with, those that it was begun with. */
async function sides({
  source,
  target,
  resume,
}: CloneFlags): Promise<{ source: ResolvedPlace; target: ResolvedPlace }> {
  const record = resume === undefined ? undefined : await knownClone(resume)
  const from = source ?? record?.source.environment ?? record?.source.address
  if (from === undefined) throw usage('nobody said what is copied', 'Give --source URL, or the name of an environment.')
  return {
    source: await resolvePlace(from),
    target: await resolvePlace(target ?? record?.target.environment ?? record?.target.address),
  }
}

/** Shown and asked on a terminal; elsewhere --confirm is what somebody says who looked at the plan before. */
async function confirmed(
  plan: ClonePlan,
  name: string,
  flags: CloneFlags,
  { terminal, signal }: Around,
): Promise<Confirmed> {
  const planHash = flags.plan
  if (flags.confirm !== undefined) return { name: flags.confirm, planHash }
  if (terminal.json || !canAsk()) return { planHash }
  terminal.warn(planLines(plan))
  const typed = await ask(
    `What stands in ${oneLine(name)} will be replaced. To do that, type ${oneLine(name)}:`,
    signal,
  )
  return { name: typed.trim(), planHash }
}

function progressText(
  event: CloneEvent,
  { progress, phase, statistics }: CloneOperation,
  remaining: number | undefined,
): string {
  const what =
    event.type === 'step'
      ? event.title
      : event.type === 'copied' || event.type === 'moving'
        ? event.table
        : event.type === 'log'
          ? event.log.message
          : ''
  return [
    `${progress}%`.padStart(4),
    phase,
    statistics.rows > 0 ? counted(statistics.rows, 'row') : '',
    remaining === undefined ? '' : `${seconds(remaining / 1000)} left`,
    what,
  ]
    .filter((part) => part !== '')
    .join('  ')
}

function count(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 64) return number
  throw usage(`${flag} ${JSON.stringify(text)} is no number of connections`, `Give ${flag} 1 to ${grouped(64)}.`)
}

function backupKind(text: string | undefined): 'database' | 'file' | undefined {
  if (text === undefined || text === 'database' || text === 'file') return text
  throw usage(`--backup ${JSON.stringify(text)} is no kind of backup`, 'Give --backup database or --backup file.')
}
