import { openEnvironments, resetDatabase } from '@understudy/sdk/clone'
import type { Command } from 'commander'
import { ask, canAsk } from '../terminal/ask.ts'
import { oneLine } from '../terminal/printable.ts'
import { keepTime } from './clone/keep-time.ts'
import { type Around, type Outcome, runCommand } from './command.ts'
import { guard } from './guard.ts'
import { resolvePlace } from './resolve-place.ts'

export interface ResetFlags {
  readonly confirm?: string
  readonly disconnect?: boolean
  readonly keepBackup?: string
  readonly json?: boolean
}

const examples = `
Examples:
  $ understudy reset staging
  $ understudy reset staging --confirm staging --disconnect

It goes back to the last clone that was promoted with --keep-for-reset; where there is none, every table is emptied.
Done beside the target and swapped in: what stood there is kept, and understudy rollback brings it back.`

export function addReset(program: Command, done: (exitCode: number) => void): void {
  program
    .command('reset')
    .description('an environment back to its last clone, or emptied')
    .argument('<name>', 'of the environment, or its URL; never production')
    .option('--confirm <name>', 'the name of the environment once more')
    .option('--disconnect', 'end the connections of others to it')
    .option('--keep-backup <time>', 'how long what stands there now is kept: 36h, 7d (7d)')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (name: string, flags: ResetFlags) =>
      done(await runCommand(flags.json ?? false, (around) => resetCommand(name, flags, around))),
    )
}

async function resetCommand(name: string, flags: ResetFlags, { terminal, signal }: Around): Promise<Outcome> {
  const place = await resolvePlace(name)
  const asks = flags.confirm === undefined && !terminal.json && canAsk()
  const typed = asks
    ? await ask(`All that was changed in ${oneLine(place.name)} will go. To do that, type its name:`, signal)
    : flags.confirm
  const report = await resetDatabase(place, {
    confirm: typed?.trim(),
    disconnect: flags.disconnect,
    keepBackupMilliseconds: keepTime('--keep-backup', flags.keepBackup),
    environments: await openEnvironments().list(),
    ...guard(),
  })
  const { to, cloneId, backup } = report
  return {
    document: { command: 'reset', target: place.name, ...report },
    lines: [
      to === 'clone'
        ? `${oneLine(place.name)} is as clone ${cloneId} was promoted`
        : `every table of ${oneLine(place.name)} is empty: no clone was kept to go back to`,
      ...(backup === null ? [] : [`what stood there is backup ${backup.id}: understudy rollback ${backup.id}`]),
    ],
  }
}
