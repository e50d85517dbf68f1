import type { Command } from 'commander'
import type { BuildFlags } from './ci/cleanup.ts'
import type { PrepareFlags } from './ci/prepare.ts'
import { runCommand } from './command.ts'

const examples = {
  ci: `
Examples:
  $ understudy ci prepare --environment staging --build 1234 --base-url https://staging.example.com
  $ understudy ci cleanup --environment staging --build 1234 --base-url https://staging.example.com`,
  prepare: `
Examples:
  $ understudy ci prepare --environment staging --build "$GITHUB_RUN_ID" --base-url https://staging.example.com
  $ understudy ci prepare --environment staging --build "$CI_PIPELINE_ID" --out build.env --format gitlab
  $ understudy ci prepare --environment production --build 1234 --json

Writes TEST_ID and TEST_BUILD_ID for the steps that follow, and removes what older builds left. The same build has the
same test id, however often it is prepared. In production nothing is created (--no-shadow, if it may be). The secret
comes from UNDERSTUDY_TEST_API_SECRET (id:key) alone, the base URL from --base-url or UNDERSTUDY_TEST_API_URL.`,
  cleanup: `
Examples:
  $ understudy ci cleanup --environment staging --build "$GITHUB_RUN_ID" --base-url https://staging.example.com
  $ understudy ci cleanup --environment staging --build 1234 --json

Removes what the build created, and what has expired of any build. Run it in a step that always runs. It ends with 1
where something could not be removed. The secret comes from UNDERSTUDY_TEST_API_SECRET (id:key) alone.`,
} as const

export function addCi(program: Command, done: (exitCode: number) => void): void {
  const ci = program
    .command('ci')
    .description('test data for the steps of a build, through a test data API')
    .addHelpText('after', examples.ci)
  ofBuild(ci.command('prepare').description('begin the test data of a build'))
    .option('--out <file>', 'where the next steps read variables; the CI system’s own file, else understudy.env')
    .option('--env-file <file>', 'as --out, where the file is there already: Node itself refuses this option else')
    .option('--format <format>', 'dotenv, github, gitlab or azure; that of the CI system when not said')
    .option('--shadow', 'create nothing, and say what would have been; the rule in production')
    .option('--no-shadow', 'create, in production too')
    .addHelpText('after', examples.prepare)
    .action(async (flags: PrepareFlags) =>
      done(
        await runCommand(flags.json ?? false, async ({ signal }) =>
          (await import('./ci/prepare.ts')).prepareBuild(flags, signal),
        ),
      ),
    )
  ofBuild(ci.command('cleanup').description('remove the test data of a build'))
    .addHelpText('after', examples.cleanup)
    .action(async (flags: BuildFlags) =>
      done(
        await runCommand(flags.json ?? false, async ({ signal }) =>
          (await import('./ci/cleanup.ts')).cleanUpBuild(flags, signal),
        ),
      ),
    )
}

function ofBuild(command: Command): Command {
  return command
    .requiredOption('--environment <name>', 'development, staging, production, or a name of your own')
    .requiredOption('--build <id>', 'what the CI system numbers its builds with')
    .option('--base-url <url>', 'of the application; UNDERSTUDY_TEST_API_URL when not said')
    .option('--base-path <path>', 'of its test data API; /api/test/ when not said')
    .option('--prefix <prefix>', 'of test data; understudy_test_ when not said')
    .option('--json', 'one JSON document instead of text')
}
