import { type SweepReport, sweep } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import { removeProductionData } from '@understudy/sdk/production'
import type { Command } from 'commander'
import { type Around, type Outcome, runCommand } from './command.ts'
import { usage } from './generate/options.ts'
import { reportLines } from './sweep/report-lines.ts'

export interface SweepFlags {
  readonly ledger?: string
  readonly dryRun?: boolean
  readonly url: readonly string[]
  readonly server: readonly string[]
  readonly json?: boolean
}

const examples = `
Examples:
  $ understudy sweep --dry-run
  $ understudy sweep
  $ understudy sweep --server postgres://me:secret@localhost/postgres
  $ understudy sweep --ledger ./ledger --url postgres://me:secret@localhost/app

Runs write down what they are about to make, in UNDERSTUDY_LEDGER or else in a folder of this user. What is noted there,
and nothing else, is removed once its run is over; runs that are at work are left alone. Passwords are not noted: they
come from --url, UNDERSTUDY_DATABASE_URL, PGPASSWORD or a password file, and the secret of a test data API from
UNDERSTUDY_TEST_API_SECRET. It ends with 1 where something could not be removed.`

export function addSweep(program: Command, done: (exitCode: number) => void): void {
  program
    .command('sweep')
    .description('remove what test runs left that were killed, and only that')
    .option('--ledger <folder>', 'where the runs wrote down what they made')
    .option('--dry-run', 'say what would be removed, and change nothing')
    .option('--url <url>', 'a database whose password may be used; may be repeated', collect, [])
    .option('--server <url>', 'a server whose abandoned scratch databases go as well; may be repeated', collect, [])
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: SweepFlags) =>
      done(await runCommand(flags.json ?? false, (around) => sweepCommand(flags, around))),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

async function sweepCommand(
  { ledger, dryRun = false, url, server }: SweepFlags,
  { terminal, signal }: Around,
): Promise<Outcome> {
  // The URL itself holds what must not be printed.
  for (const [flag, urls] of Object.entries({ '--url': url, '--server': server })) {
    if (urls.every((one) => /^postgres(ql)?:\/\//.test(one))) continue
    throw usage(`a ${flag} is no URL of a Postgres server`, `Give ${flag} postgres://user:password@host:5432/name.`)
  }
  const { UNDERSTUDY_DATABASE_URL, UNDERSTUDY_TEST_API_SECRET } = process.env
  const doing = dryRun ? 'looks at' : 'removes'
  const report = await explained(
    sweep({
      folder: ledger,
      dryRun,
      signal,
      servers: server,
      credentials: UNDERSTUDY_DATABASE_URL ? [...url, UNDERSTUDY_DATABASE_URL] : url,
      removers: UNDERSTUDY_TEST_API_SECRET ? { production: removeProductionData } : {},
      onProgress: (name) => terminal.progress.say(`${doing} ${name}`),
    }),
  )
  return {
    document: { command: 'sweep', ...report },
    lines: reportLines(report),
    failed: report.left > 0 || report.unreadable.length > 0,
  }
}

async function explained(sweeping: Promise<SweepReport>): Promise<SweepReport> {
  try {
    return await sweeping
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code !== 'CANCELLED') throw thrown
    throw new UnderstudyError('CANCELLED', {
      operation: 'sweep',
      message: 'The sweep was interrupted',
      details: { stands: 'what was removed is gone; the rest stays noted for the next sweep' },
      cause: thrown,
    })
  }
}
