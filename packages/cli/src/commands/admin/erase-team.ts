import type { Command } from 'commander'
import { ask, canAsk } from '../../terminal/ask.ts'
import { type Around, runCommand } from '../command.ts'
import { usage } from '../generate/options.ts'
import { withStore } from '../server/store-flags.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

interface Flags extends AdminFlags {
  readonly confirm?: string
}

const examples = `
Examples:
  $ understudy admin erase-team shop --confirm shop

Its keys are destroyed, and all that it has is removed: datasets, jobs, leases, members, its trail. Nothing brings it back
but a backup; understudy admin forget-team takes it out of those.`

export function addEraseTeam(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('erase-team')
      .description('remove a team and all that it has, for ever')
      .argument('<slug>', 'its short name')
      .option('--confirm <slug>', 'the short name once more; asked for on a terminal'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (slug: string, flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, async (around) => {
          const confirmed = flags.confirm ?? (await typed(slug, around))
          return withAdmin(flags, async (opened, { eraseTeam }) => {
            const team = await eraseTeam(opened, slug, confirmed)
            return {
              document: { command: 'admin erase-team', team },
              lines: [`Nothing is left of the team ${team.slug} but its name in the trail.`],
            }
          })
        }),
      ),
    )
}

async function typed(slug: string, { terminal, signal }: Around): Promise<string> {
  if (terminal.json || !canAsk())
    throw usage('nobody confirmed that the team is to be erased', `Give --confirm ${slug}.`)
  return (await ask(`Everything of ${slug} goes for ever. Type its short name to go on:`, signal)).trim()
}
