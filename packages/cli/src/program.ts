import { UnderstudyError } from '@understudy/sdk'
import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { addAnonymize } from './commands/anonymize.ts'
import { addCi } from './commands/ci.ts'
import { addClone } from './commands/clone.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEnv } from './commands/env.ts'
import { addGenerate } from './commands/generate.ts'
import { addInit } from './commands/init.ts'
import { addKinds } from './commands/kinds.ts'
import { addLoad } from './commands/load.ts'
import { addReplay } from './commands/replay.ts'
import { addReset } from './commands/reset.ts'
import { addRollback } from './commands/rollback.ts'
import { addScan } from './commands/scan.ts'
import { addSchema } from './commands/schema.ts'
import { addServe } from './commands/serve.ts'
import { addSweep } from './commands/sweep.ts'
import { addSwitch } from './commands/switch.ts'
import { addTestkit } from './commands/testkit.ts'
import { addValidate } from './commands/validate.ts'
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
  for (const add of [
    addServe,
    addGenerate,
    addInit,
    addDoctor,
    addLoad,
    addReplay,
    addScan,
    addAnonymize,
    addClone,
    addRollback,
    addReset,
    addSchema,
    addTestkit,
    addSweep,
    addCi,
    addEnv,
    addSwitch,
    addValidate,
    addKinds,
  ])
    add(program, done)
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    // Help and version end a command line too, and they are no mistake.
    if (thrown.exitCode === 0) return exitCodes.done
    if (json) openTerminal(true).document({ ok: false, ...mistake(said.join('')).toJSON() })
    return exitCodes.usage
  }
}

function mistake(text: string): UnderstudyError {
  const [message = '', hint] = text.replace(/^error: /, '').split('\n')
  return new UnderstudyError('USAGE', {
    operation: 'read the command line',
    message,
    ...(hint ? { hint: hint.replace(/[()]/g, '') } : {}),
  })
}
