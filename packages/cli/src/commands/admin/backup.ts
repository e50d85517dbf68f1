import { resolve } from 'node:path'
import type { Command } from 'commander'
import { counted } from '../../terminal/amounts.ts'
import { runCommand } from '../command.ts'
import { withStore } from '../server/store-flags.ts'
import { unlessInterrupted } from './unless-interrupted.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

const examples = `
Examples:
  $ understudy admin backup ./backup-of-monday
  $ understudy admin backup ./backup-of-monday --database-url postgres://understudy@localhost/understudy

One moment of the whole store, while servers go on; both engines restore it. The key that it opens with is not in it:
keep that, and not beside it.`

export function addBackup(admin: Command, done: (exitCode: number) => void): void {
  withStore(admin.command('backup').description('copy the store into an empty folder').argument('<folder>'))
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (folder: string, flags: AdminFlags) =>
      done(
        await runCommand(flags.json ?? false, async ({ signal }) => {
          const what = { operation: 'back up', stands: `${folder} holds no whole backup: remove it` }
          const report = await unlessInterrupted(signal, what, () =>
            withAdmin(flags, (opened, { backUp }) => backUp(opened, resolve(folder)), signal),
          )
          return {
            document: { command: 'admin backup', folder: resolve(folder), ...report },
            lines: [
              `${folder} holds ${counted(report.rows, 'row')} of ${counted(report.teams, 'team')}, and was read back.`,
              'The key is not in it: without that nobody can restore it.',
            ],
          }
        }),
      ),
    )
}
