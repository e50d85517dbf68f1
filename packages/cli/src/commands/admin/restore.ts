import { resolve } from 'node:path'
import type { Command } from 'commander'
import { counted } from '../../terminal/amounts.ts'
import { runCommand } from '../command.ts'
import { readStore, type StoreFlags, withStore } from '../server/store-flags.ts'
import { unlessInterrupted } from './unless-interrupted.ts'

interface Flags extends StoreFlags {
  readonly json?: boolean
}

const examples = `
Examples:
  $ understudy admin restore ./backup-of-monday --data ./restored --key-file ./understudy.key
  $ understudy admin restore ./backup-of-monday --database-url postgres://understudy@localhost/empty

Into a store with nothing in it, of either engine, with the key of the store that the backup is of. Keys, sessions and
members are those of the backup again: what was revoked since then has to be revoked once more.`

export function addRestore(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('restore')
      .description('bring a backup back, into an empty store of either engine')
      .argument('<folder>', 'that understudy admin backup has written'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (folder: string, flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, async ({ signal }) => {
          const { restore } = await import('@understudy/server/admin')
          const stands = 'a part of it, in a store that nobody can sign in to: remove that'
          const report = await unlessInterrupted(signal, { operation: 'restore a backup', stands }, () =>
            restore(readStore(flags), resolve(folder), signal),
          )
          return {
            document: { command: 'admin restore', folder: resolve(folder), ...report },
            lines: [
              `${counted(report.rows, 'row')} of ${counted(report.teams, 'team')} are back, as of ${report.madeAt}.`,
            ],
          }
        }),
      ),
    )
}
