import { resolve } from 'node:path'
import type { Command } from 'commander'
import { runCommand } from '../command.ts'

const examples = `
Examples:
  $ understudy admin forget-team ./backup-of-monday shop

A backup that was made before a team was erased still holds it. Afterwards it does not, and the rest of it is restored as
before.`

export function addForgetTeam(admin: Command, done: (exitCode: number) => void): void {
  admin
    .command('forget-team')
    .description('take an erased team out of a backup')
    .argument('<folder>', 'of the backup')
    .argument('<team>', 'its short name or id')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (folder: string, named: string, flags: { readonly json?: boolean }) =>
      done(
        await runCommand(flags.json ?? false, async () => {
          const { forgetTeam } = await import('@understudy/server/admin')
          const team = await forgetTeam(resolve(folder), named)
          return {
            document: { command: 'admin forget-team', folder: resolve(folder), team },
            lines: [`${folder} holds nothing of ${named} any more but its name.`],
          }
        }),
      ),
    )
}
