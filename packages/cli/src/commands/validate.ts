import type { Command } from 'commander'
import { runCommand } from './command.ts'
import type { ValidateFlags } from './validate/validate-command.ts'

const examples = `
Examples:
  $ understudy validate --target staging
  $ understudy validate --target staging --tests tests.json --report report.html --report junit.xml
  $ understudy validate --target staging --source live --rules rules.json
  $ understudy validate --target staging --every 60

It looks whether the environment is healthy, whether what is in it holds together, and with --tests whether it works; with
--source and --rules whether all rows came and no original value did. Nothing is changed: what probes write is rolled
back. It ends with 1 where something failed.`

const several = (value: string, all: readonly string[]): readonly string[] => [...all, value]

export function addValidate(program: Command, done: (exitCode: number) => void): void {
  program
    .command('validate')
    .description('whether an environment is healthy, whole and working')
    .option('--target <url|env>', 'what is looked at; the active environment when not said')
    .option('--source <url|env>', 'what it was cloned from')
    .option('--rules <file>', 'the masking policy that it was cloned with')
    .option(
      '--waive <what>',
      'source-can-write, where no role is to be had that only reads; may be repeated',
      several,
      [],
    )
    .option('--tests <file>', 'suites of probes by SQL and HTTP; may be repeated', several, [])
    .option('--base-url <url>', 'where paths of HTTP probes lead')
    .option('--report <file>', 'write it as .json, .md, .html or .xml (JUnit); may be repeated', several, [])
    .option('--every <seconds>', 'look at its health again and again, until it is interrupted')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: ValidateFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) =>
          (await import('./validate/validate-command.ts')).validateCommand(flags, around),
        ),
      ),
    )
}
