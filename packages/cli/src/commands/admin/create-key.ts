import type { Command } from 'commander'
import { runCommand } from '../command.ts'
import { usage } from '../generate/options.ts'
import { withStore } from '../server/store-flags.ts'
import { several } from '../several.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

interface Flags extends AdminFlags {
  readonly team: string
  readonly name: string
  readonly scope: readonly string[]
  readonly days: string
}

const examples = `
Examples:
  $ understudy admin create-key --team shop --name ci --scope datasets.read --scope leases.take --days 30
  $ KEY=$(understudy admin create-key --team shop --name ci --scope datasets.read)

The key alone goes to standard output, and nothing shows it again.`

export function addCreateKey(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('create-key')
      .description('a key for programs of a team')
      .requiredOption('--team <slug>', 'whose')
      .requiredOption('--name <name>', 'for people who look through the keys')
      .requiredOption('--scope <action>', 'what it may do, such as datasets.read; may be repeated', several, [])
      .option('--days <days>', 'after which it ends, 366 at the most', '90')
      .option('--environment <name>', 'as the server is told'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, ({ terminal }) => {
          const days = daysOf(flags.days)
          return withAdmin(flags, async (opened, { createKey, scopes }) => {
            const { team, name, scope } = flags
            refuseUnknown(scope, scopes)
            const { key, text } = await createKey(opened, { team, name, scopes: [...scope], days })
            if (!terminal.json)
              terminal.warn([`A key of the team ${team}, until ${key.expiresAt.slice(0, 10)}; it is shown this once:`])
            return { document: { command: 'admin create-key', key, text }, lines: [text] }
          })
        }),
      ),
    )
}

function refuseUnknown(given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((one) => !known.includes(one))
  if (unknown.length > 0)
    throw usage(`--scope ${unknown.join(', ')}: no key can be given that`, `There are ${known.join(', ')}.`)
}

function daysOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text)
  throw usage(`--days ${JSON.stringify(text)} is no number of days`, 'Give --days 1 to 366.')
}
