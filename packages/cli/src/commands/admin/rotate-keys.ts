import type { Command } from 'commander'
import { counted } from '../../terminal/amounts.ts'
import { runCommand } from '../command.ts'
import { readStore, withStore } from '../server/store-flags.ts'
import { unlessInterrupted } from './unless-interrupted.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

interface Flags extends AdminFlags {
  readonly newKey?: boolean
}

const examples = `
Examples:
  $ understudy admin rotate-keys
  $ understudy admin rotate-keys --new-key

What is sealed gets new keys, which the first key that is given wraps. For another first key: put it on a line before the
ones there are, restart every server, and run this. --new-key does that for the key file of an embedded store whose
server is stopped. The keys that were there stay on the lines below: backups that were made before open with them.`

export function addRotateKeys(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('rotate-keys')
      .description('seal everything by new keys')
      .option('--new-key', 'with a new first key in the key file, of an embedded store that no server uses'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, async ({ signal }) => {
          if (flags.newKey) {
            const { addRingKey } = await import('@understudy/server/admin')
            await addRingKey(readStore(flags))
          }
          const stands = 'some teams have new keys; the same again does the others'
          const { rewrapped, teams } = await unlessInterrupted(signal, { operation: 'rotate keys', stands }, () =>
            withAdmin(flags, (opened, { rotateKeys }) => rotateKeys(opened), signal),
          )
          return {
            document: { command: 'admin rotate-keys', newKey: flags.newKey ?? false, rewrapped, teams },
            lines: [
              ...(flags.newKey
                ? ['The key file begins with a new key: keep a copy of it, and not with the backups.']
                : []),
              `What ${counted(teams, 'team')} and the system have is sealed by new keys.`,
            ],
          }
        }),
      ),
    )
}
