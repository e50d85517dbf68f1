import type { Command } from 'commander'
import { runCommand } from '../command.ts'
import { withStore } from '../server/store-flags.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

interface Flags extends AdminFlags {
  readonly name?: string
}

const examples = `
Examples:
  $ understudy admin create-team shop --name Shop
  $ understudy admin make-link ada@example.org --team shop --role admin`

export function addCreateTeam(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('create-team')
      .description('a team, without members')
      .argument('<slug>', 'its short name: small letters, digits and hyphens')
      .option('--name <name>', 'for people; else the short one'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (slug: string, flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, () =>
          withAdmin(flags, async (opened, { createTeam }) => {
            const team = await createTeam(opened, { slug, name: flags.name ?? slug })
            return {
              document: { command: 'admin create-team', team },
              lines: [
                `The team ${team.slug} is there. Its first member comes by a link:`,
                `  understudy admin make-link EMAIL --team ${team.slug} --role admin`,
              ],
            }
          }),
        ),
      ),
    )
}
