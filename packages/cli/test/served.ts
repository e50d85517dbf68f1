import { Command } from 'commander'
import { type Config, parseConfig } from '../../server/src/config.ts'
import { readSettings, type ServeFlags } from '../src/commands/serve/read-settings.ts'
import { addServe } from '../src/commands/serve.ts'

/** What the server would be told by this command line and this environment; throws where it would refuse to start. */
export function served([command = '', ...args]: readonly string[], env: Readonly<Record<string, string>>): Config {
  const program = new Command('understudy').exitOverride()
  addServe(program, () => {})
  let flags: ServeFlags | undefined
  const serve = program.commands.find((one) => one.name() === command)
  if (!serve) throw new Error(`${command} serves nothing`)
  serve.exitOverride().action((given: ServeFlags) => {
    flags = given
  })
  program.parse([command, ...args], { from: 'user' })
  if (!flags) throw new Error('the command line was not read')
  return parseConfig(readSettings(flags, env))
}
