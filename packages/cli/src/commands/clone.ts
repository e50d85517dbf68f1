import type { Command } from 'commander'
import type { CloneFlags } from './clone/clone-command.ts'
import { runCommand } from './command.ts'

const examples = `
Examples:
  $ understudy clone --source live --target staging --rules rules.json --dry-run
  $ understudy clone --source live --target staging --rules rules.json
  $ understudy clone --source postgres://reader@db/shop --target postgres://me@localhost/shop_test --rules rules.json --confirm shop_test
  $ understudy clone --source live --target ./shop.db --rules rules.json --subset subset.json --confirm shop.db
  $ understudy clone --resume 3f9a01c2d4 --rules rules.json
  $ understudy clone --list

The source is only read. The clone is made beside the target, read back, and takes its place in one step: until then, and
whatever happens, the target is as it was. What stood there is kept for a while: understudy rollback brings it back.
The key comes from UNDERSTUDY_KEY or UNDERSTUDY_KEY_FILE. Without a terminal the target is confirmed by --confirm, with its
name; --plan with the hash of the plan that was reviewed refuses any other one.`

const several = (value: string, all: readonly string[]): readonly string[] => [...all, value]

export function addClone(program: Command, done: (exitCode: number) => void): void {
  program
    .command('clone')
    .description('a masked copy of a database, verified before it takes the place of another')
    .option('--source <url|env>', 'what is copied; a URL that is not registered counts as production')
    .option('--target <url|env>', 'what it takes the place of; the active environment when not said')
    .option('--rules <file>', 'the masking policy; understudy scan writes one')
    .option('--subset <file>', 'which rows, and what they need')
    .option(
      '--workers <n>',
      'connections to each side over which rows travel (2); one more makes ready what comes next',
    )
    .option('--dry-run', 'print the plan, and change nothing')
    .option('--resume <id>', 'go on with a clone that was interrupted')
    .option('--resumable', 'what Ctrl-C interrupts stays for --resume')
    .option('--confirm <name>', 'the name of the target, as somebody who looked at the plan')
    .option('--plan <hash>', 'refuse any other plan than this one')
    .option(
      '--waive <check>',
      'let through, and recorded: source-can-write, large-objects (left out); may be repeated',
      several,
      [],
    )
    .option('--disconnect', 'end the connections of others to the target when it is replaced')
    .option('--keep-backup <time>', 'how long what stood there is kept: 36h, 7d (7d)')
    .option('--backup <as>', 'database, or file: compressed and encrypted by the key')
    .option('--keep-for-reset', 'keep a second copy, for understudy reset')
    .option('--list', 'the clones that were begun on this machine')
    .option('--show <id>', 'one of them')
    .option('--discard <id>', 'drop what an interrupted one has left')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: CloneFlags) =>
      done(
        await runCommand(flags.json ?? false, async (around) => {
          const { discardCommand, listClones, showClone } = await import('./clone/known-clones.ts')
          if (flags.list) return await listClones()
          if (flags.show !== undefined) return await showClone(flags.show)
          if (flags.discard !== undefined) return await discardCommand(flags.discard, flags.target)
          const { cloneCommand } = await import('./clone/clone-command.ts')
          return await cloneCommand(flags, around)
        }),
      ),
    )
}
