import type { Command } from 'commander'
import { type Outcome, runCommand } from './command.ts'
import type { Check } from './doctor/check.ts'
import { checkDatabase } from './doctor/check-database.ts'
import { checkMachine } from './doctor/check-machine.ts'

const examples = `
Examples:
  $ understudy doctor
  $ understudy doctor postgres://me@localhost/app sqlite:app.db`

export function addDoctor(program: Command, done: (exitCode: number) => void): void {
  program
    .command('doctor')
    .description('check Node, drivers, disks, words, and databases with what may be done there')
    .argument('[url...]', 'databases to look at')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (urls: string[], { json = false }: { json?: boolean }) =>
      done(await runCommand(json, () => doctor(urls))),
    )
}

const signs = { ok: 'ok    ', note: 'note  ', failed: 'FAILED' } as const

async function doctor(urls: readonly string[]): Promise<Outcome> {
  const checks: Check[] = await checkMachine()
  for (const url of urls) checks.push(...(await checkDatabase(url)))
  const bad = checks.filter(({ state }) => state === 'failed').length
  return {
    document: { command: 'doctor', checks },
    lines: [
      ...checks.flatMap(({ name, state, message, hint }) => [
        `${signs[state]} ${name}: ${message}`,
        ...(hint === undefined ? [] : [`       ${hint}`]),
      ]),
      bad === 0 ? 'All is well.' : `${bad} of ${checks.length} checks failed.`,
    ],
    failed: bad > 0,
  }
}
