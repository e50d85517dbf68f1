import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { addDoctor } from './commands/doctor.ts'
import { addGenerate } from './commands/generate.ts'
import { addInit } from './commands/init.ts'
import { addKinds } from './commands/kinds.ts'
import { addLoad } from './commands/load.ts'
import { addServe } from './commands/serve.ts'
import { exitCodes } from './terminal/exit-code.ts'

/** Runs a command line to its exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.done
  const done = (code: number): void => {
    exitCode = code
  }
  const program = new Command('understudy')
    .description('Test data done right: generate, fill, clone, check.')
    .version(manifest.version)
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'error USAGE: ')) })
  for (const add of [addServe, addGenerate, addInit, addDoctor, addLoad, addKinds]) add(program, done)
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    // Help and version end a command line too, and they are no mistake.
    return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage
  }
}
