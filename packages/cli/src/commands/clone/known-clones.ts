import { discardClone, type KnownClone, openEnvironments, readClones } from '@understudy/sdk/clone'
import { UnderstudyError } from '@understudy/sdk/error'
import { counted, grouped } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'
import type { Outcome } from '../command.ts'
import { resolvePlace } from '../resolve-place.ts'

export async function knownClone(id: string): Promise<KnownClone> {
  const found = (await readClones()).find(({ operation }) => operation.id === id)
  if (found) return found
  throw new UnderstudyError('CLONE_UNKNOWN', {
    operation: 'find the clone',
    message: `No clone ${JSON.stringify(id)} was begun on this machine`,
    hint: 'understudy clone --list shows those that were.',
  })
}

export async function listClones(): Promise<Outcome> {
  const clones = await readClones()
  return {
    document: { command: 'clone', clones: clones.map(({ operation, interrupted }) => ({ ...operation, interrupted })) },
    lines: clones.length === 0 ? ['No clone was begun on this machine.'] : clones.map(line),
  }
}

function line({ operation, interrupted }: KnownClone): Line {
  const { id, status, progress, source, target, startedAt, statistics } = operation
  const state = status === 'completed' ? status : `${status} at ${progress}%`
  const text = `${id}  ${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC  ${state.padEnd(18)} ${oneLine(source)} → ${oneLine(target)}, ${counted(statistics.rows, 'row')}`
  return interrupted
    ? {
        text: `${text}; interrupted: --resume ${id} goes on with it, --discard ${id} drops what it left`,
        look: 'changed',
      }
    : text
}

export async function showClone(id: string): Promise<Outcome> {
  const known = await knownClone(id)
  const { operation, interrupted } = known
  const { safetyChecks, statistics, logs, failure, backupId } = operation
  return {
    document: { command: 'clone', operation, interrupted },
    lines: [
      line(known),
      ...(failure === null ? [] : [{ text: `${failure.code}: ${oneLine(failure.message)}`, look: 'danger' } as const]),
      ...safetyChecks.map(({ name, outcome, message }) => `  ${outcome.padEnd(6)} ${name}: ${oneLine(message)}`),
      ...statistics.tables.map(
        ({ table, rows, rowsMasked }) => `  ${oneLine(table)}: ${counted(rows, 'row')}, ${grouped(rowsMasked)} masked`,
      ),
      ...logs.map(({ at, level, message }) => `  ${at.toISOString()} ${level.padEnd(7)} ${oneLine(message)}`),
      ...(backupId === null ? [] : [`backup ${backupId}`]),
    ],
  }
}

export async function discardCommand(id: string, target: string | undefined): Promise<Outcome> {
  const known = await knownClone(id)
  const place = await resolvePlace(target ?? known.target.environment ?? known.target.address)
  await discardClone(id, place, { registry: openEnvironments() })
  return { document: { command: 'clone', discarded: id }, lines: [`What the clone ${id} had left is gone.`] }
}
