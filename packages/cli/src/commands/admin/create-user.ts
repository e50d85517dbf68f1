import type { Command } from 'commander'
import { runCommand } from '../command.ts'
import { withStore } from '../server/store-flags.ts'
import { linkLines } from './link-lines.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

interface Flags extends AdminFlags {
  readonly name?: string
  readonly systemAdmin?: boolean
}

const examples = `
Examples:
  $ understudy admin create-user ada@example.org --name 'Ada Lovelace' --system-admin

They choose their password by the link that is printed. Whoever has it uses it, once: send it by a way that only its
receiver reads.`

export function addCreateUser(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('create-user')
      .description('somebody who may sign in')
      .argument('<email>')
      .option('--name <name>', 'for people; else what stands before the @')
      .option('--system-admin', 'sees to users, teams and their names; not to what teams have')
      .option('--public-url <url>', 'where people reach the server (UNDERSTUDY_PUBLIC_URL)'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (email: string, flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, () =>
          withAdmin(flags, async (opened, { createUser }) => {
            const { name = email.split('@')[0] ?? email, systemAdmin: isSystemAdmin = false } = flags
            const { user, link } = await createUser(opened, { email, name, isSystemAdmin })
            return {
              document: { command: 'admin create-user', user, link },
              lines: [
                `${user.name} (${user.email}) is there, and chooses a password by this link:`,
                ...linkLines(link),
              ],
            }
          }),
        ),
      ),
    )
}
