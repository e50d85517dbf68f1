import {
  type Backup,
  backupsOf,
  openEnvironments,
  type ResolvedPlace,
  readClones,
  rollbackClone,
} from '@understudy/sdk/clone'
import { UnderstudyError } from '@understudy/sdk/error'
import type { Command } from 'commander'
import { bytes } from '../terminal/amounts.ts'
import { oneLine } from '../terminal/printable.ts'
import { keepTime } from './clone/keep-time.ts'
import { type Outcome, runCommand } from './command.ts'
import { usage } from './generate/options.ts'
import { guard } from './guard.ts'
import { readKey } from './read-rules.ts'
import { resolvePlace } from './resolve-place.ts'

export interface RollbackFlags {
  readonly target?: string
  readonly list?: boolean
  readonly disconnect?: boolean
  readonly keepBackup?: string
  readonly json?: boolean
}

const examples = `
Examples:
  $ understudy rollback --list
  $ understudy rollback 8c21f07ab3
  $ understudy rollback 8c21f07ab3 --target staging

The id is that of a backup, or of the clone that took its place. The backup takes its target's place again in one step,
and what stood there becomes a backup in its turn: the same command with that id takes the rollback back.`

export function addRollback(program: Command, done: (exitCode: number) => void): void {
  program
    .command('rollback')
    .description('bring back what a clone has replaced')
    .argument('[id]', 'of a backup, or of a clone')
    .option('--target <url|env>', 'whose backup it is; when not said, any target of a clone on this machine')
    .option('--list', 'the backups there are')
    .option('--disconnect', 'end the connections of others to the target')
    .option('--keep-backup <time>', 'how long what stands there now is kept: 36h, 7d (7d)')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (id: string | undefined, flags: RollbackFlags) =>
      done(await runCommand(flags.json ?? false, () => (flags.list ? listBackups(flags) : rollbackCommand(id, flags)))),
    )
}

interface Kept {
  readonly place: ResolvedPlace
  readonly backup: Backup
}

async function listBackups({ target }: RollbackFlags): Promise<Outcome> {
  const all = await keptBackups(target)
  return {
    document: { command: 'rollback', backups: all.map(({ place, backup }) => ({ target: place.name, ...backup })) },
    lines:
      all.length === 0
        ? ['There is no backup.']
        : all.map(({ place, backup: { id, takenAt, keepUntil, bytes: size, cloneId, sealed } }) =>
            [
              id,
              takenAt === null ? 'of unknown age' : `taken ${takenAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
              keepUntil === null ? 'kept' : `kept until ${keepUntil.toISOString().slice(0, 10)}`,
              size === undefined ? '' : bytes(size),
              `of ${oneLine(place.name)}`,
              cloneId === null ? '' : `before clone ${cloneId}`,
              sealed ? 'encrypted' : '',
            ]
              .filter((part) => part !== '')
              .join('  '),
          ),
  }
}

async function rollbackCommand(id: string | undefined, flags: RollbackFlags): Promise<Outcome> {
  if (id === undefined)
    throw usage('nobody said which backup comes back', 'Give its id; understudy rollback --list shows them.')
  const keepBackupMilliseconds = keepTime('--keep-backup', flags.keepBackup)
  const wanted = (await readClones()).find(({ operation }) => operation.id === id)?.operation.backupId ?? id
  const found = (await keptBackups(flags.target)).find(({ backup }) => backup.id === wanted)
  if (!found) {
    throw new UnderstudyError('BACKUP_UNKNOWN', {
      operation: 'find the backup',
      message: `There is no backup ${JSON.stringify(id)}${flags.target === undefined ? ' of a target of this machine' : ''}`,
      details: { stands: 'nothing was changed' },
    })
  }
  const { place, backup } = found
  const promotion = await rollbackClone(place, backup.id, {
    disconnect: flags.disconnect,
    keepBackupMilliseconds,
    key: backup.sealed ? await readKey() : undefined,
    environments: await openEnvironments().list(),
    ...guard(),
  })
  const kept = promotion.backup?.id ?? null
  return {
    document: { command: 'rollback', target: place.name, restored: backup.id, backup: promotion.backup },
    lines: [
      { text: `Backup ${backup.id} stands in the place of ${oneLine(place.name)} again`, look: 'added' },
      kept === null ? 'nothing stood there' : `what stood there is backup ${kept}: understudy rollback ${kept}`,
    ],
  }
}

/** Of one target, or of all that clones of this machine went to and that can be reached. */
async function keptBackups(target: string | undefined): Promise<Kept[]> {
  const places = target === undefined ? await knownTargets() : [await resolvePlace(target)]
  const found: Kept[] = []
  for (const place of places) {
    const backups = await backupsOf(place).catch((thrown: unknown) => {
      // Another target may be the one that is meant.
      if (target === undefined && thrown instanceof UnderstudyError) return []
      throw thrown
    })
    found.push(...backups.map((backup) => ({ place, backup })))
  }
  return found
}

async function knownTargets(): Promise<ResolvedPlace[]> {
  const named = new Set((await readClones()).map(({ target }) => target.environment ?? target.address))
  const places: ResolvedPlace[] = []
  for (const one of named) {
    try {
      places.push(await resolvePlace(one))
    } catch (thrown) {
      // It is registered no longer.
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'ENVIRONMENT_UNKNOWN') throw thrown
    }
  }
  return places
}
