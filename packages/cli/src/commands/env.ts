import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { AddFlags } from './env/add.ts'
import type { ShowFlags } from './env/show.ts'

interface JsonFlag {
  readonly json?: boolean
}

const examples = {
  env: `
Examples:
  $ understudy env add live --type production --url-env LIVE_URL
  $ understudy env add staging --type test --url postgres://app@localhost/shop_staging
  $ understudy env list
  $ understudy switch staging

Wherever a command takes URL|ENV, the name of an environment stands for its URL. The file is in the folder of this user,
or in UNDERSTUDY_STATE; URLs and secrets in it are encrypted.`,
  add: `
Examples:
  $ understudy env add staging --type test --url sqlite:./staging.db
  $ understudy env add live --type production --url-env LIVE_URL --secret-env apiKey=LIVE_API_KEY
  $ pass show live-url | understudy env add live --type production --url -

What stands on a command line is seen by others and kept by the shell: a URL with a password comes better from a variable
or from standard input. Production is read-only, whatever is asked.`,
  show: `
Examples:
  $ understudy env show staging
  $ understudy env show staging --reveal`,
} as const

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value]
const json = ['--json', 'one JSON document instead of text'] as const

export function addEnv(program: Command, done: (exitCode: number) => void): void {
  const env = program
    .command('env')
    .description('the databases that you work with, under names of their own')
    .addHelpText('after', examples.env)
  env
    .command('list')
    .description('all environments')
    .option(...json)
    .action(async (flags: JsonFlag) =>
      done(await runCommand(flags.json ?? false, async () => (await import('./env/list.ts')).listEnvironments())),
    )
  env
    .command('add')
    .description('register a database under a name')
    .argument('<name>', 'letters, digits, - and _')
    .requiredOption('--type <type>', 'production, test, training or development')
    .option('--url <url>', 'of the database; - reads it from standard input')
    .option('--url-env <variable>', 'the variable that holds the URL')
    .option('--secret-env <name=variable>', 'another secret, from a variable; may be repeated', several)
    .option('--read-only', 'never a target')
    .option(...json)
    .addHelpText('after', examples.add)
    .action(async (name: string, flags: AddFlags) =>
      done(
        await runCommand(flags.json ?? false, async () => (await import('./env/add.ts')).addEnvironment(name, flags)),
      ),
    )
  env
    .command('remove')
    .description('forget an environment; its database stays')
    .argument('<name>')
    .option(...json)
    .action(async (name: string, flags: JsonFlag) =>
      done(
        await runCommand(flags.json ?? false, async () => (await import('./env/remove.ts')).removeEnvironment(name)),
      ),
    )
  env
    .command('show')
    .description('one environment, without its secrets')
    .argument('<name>')
    .option('--reveal', 'with its secrets; only on a terminal')
    .option(...json)
    .addHelpText('after', examples.show)
    .action(async (name: string, flags: ShowFlags) =>
      done(
        await runCommand(flags.json ?? false, async () => (await import('./env/show.ts')).showEnvironment(name, flags)),
      ),
    )
}
