import type { Command } from 'commander'
import { runCommand } from '../command.ts'
import { usage } from '../generate/options.ts'
import { withStore } from '../server/store-flags.ts'
import { linkLines } from './link-lines.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

interface Flags extends AdminFlags {
  readonly team?: string
  readonly role?: string
}

const roles = ['read', 'write', 'admin'] as const

const examples = `
Examples:
  $ understudy admin make-link ada@example.org
  $ understudy admin make-link ada@example.org --team shop --role admin

The first is for a new password: the old one holds until the link is used. The second makes whoever takes it a member of
the team. Whoever has a link uses it, once: send it by a way that only its receiver reads.`

export function addMakeLink(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('make-link')
      .description('a link for a new password, or into a team')
      .argument('<email>')
      .option('--team <slug>', 'into this team')
      .option('--role <role>', `there: ${roles.join(', ')}`)
      .option('--public-url <url>', 'where people reach the server (UNDERSTUDY_PUBLIC_URL)'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (email: string, flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, () => {
          const invitation = invitationOf(flags)
          return withAdmin(flags, async (opened, { makeInvitation, makePasswordLink }) => {
            const link = invitation
              ? await makeInvitation(opened, { email, ...invitation })
              : await makePasswordLink(opened, { email })
            return {
              document: { command: 'admin make-link', link },
              lines: [
                invitation
                  ? `By this link ${email} joins the team ${invitation.team}:`
                  : `By this link ${email} chooses another password:`,
                ...linkLines(link),
              ],
            }
          })
        }),
      ),
    )
}

function invitationOf({ team, role }: Flags): { team: string; role: (typeof roles)[number] } | undefined {
  if (team === undefined && role === undefined) return undefined
  const known = roles.find((one) => one === role)
  if (team !== undefined && known !== undefined) return { team, role: known }
  throw usage('a link into a team says which, and with which role', `Give --team SLUG --role ${roles.join('|')}.`)
}
