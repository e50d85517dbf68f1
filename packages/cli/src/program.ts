import type { UnderstudyError } from '@understudy/sdk/error'
import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { commandsFor } from './commands/load-commands.ts'
import { exitCodes } from './terminal/exit-code.ts'
import { openTerminal } from './terminal/terminal.ts'

/** Runs a command line to its exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.done
  const done = (code: number): void => {
    exitCode = code
  }
  const json = argv.includes('--json')
  const said: string[] = []
  const program = new Command('understudy')
    .description('Test data done right: generate, fill, clone, check.')
    .version(manifest.version)
    .showHelpAfterError(json ? false : '(add --help for the options)')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => (json ? said.push(text) : write(text.replace(/^error: /, 'error USAGE: '))),
    })
  for (const add of await commandsFor(argv)) add(program, done)
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    // Help and version end a command line too, and they are no mistake.
    if (thrown.exitCode === 0) return exitCodes.done
    if (json) openTerminal(true).document({ ok: false, ...(await mistake(said.join(''))).toJSON() })
    return exitCodes.usage
  }
}

async function mistake(text: string): Promise<UnderstudyError> {
  const { UnderstudyError } = await import('@understudy/sdk/error')
  const [message = '', hint] = text.replace(/^error: /, '').split('\n')
  return new UnderstudyError('USAGE', {
    operation: 'read the command line',
    message,
    ...(hint ? { hint: hint.replace(/[()]/g, '') } : {}),
  })
}
