import { openEnvironments } from '@understudy/sdk/clone'
import type { Command } from 'commander'
import { type Outcome, runCommand } from './command.ts'

const examples = `
Examples:
  $ understudy switch staging
  $ understudy switch

Where a command is given neither a URL nor the name of an environment, it uses the active one.`

export function addSwitch(program: Command, done: (exitCode: number) => void): void {
  program
    .command('switch')
    .description('choose the active environment, or say which one it is')
    .argument('[name]', 'the name of an environment')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (name: string | undefined, { json = false }: { json?: boolean }) =>
      done(await runCommand(json, () => switchEnvironment(name))),
    )
}

async function switchEnvironment(name: string | undefined): Promise<Outcome> {
  const environments = openEnvironments()
  const active = name === undefined ? await environments.active() : await environments.switchTo(name)
  return {
    document: { command: 'switch', active: active ?? null },
    lines: [active ? `${active.name} (${active.type}) is active.` : 'No environment is active.'],
  }
}
