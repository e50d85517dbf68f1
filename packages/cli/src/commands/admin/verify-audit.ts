import type { VerifiedTrail } from '@understudy/server/admin'
import type { Command } from 'commander'
import { counted, grouped } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { runCommand } from '../command.ts'
import { withStore } from '../server/store-flags.ts'
import { type AdminFlags, withAdmin } from './with-admin.ts'

interface Flags extends AdminFlags {
  readonly team?: string
}

const examples = `
Examples:
  $ understudy admin verify-audit
  $ understudy admin verify-audit --team shop --audit-checkpoints /mnt/elsewhere/checkpoints.ndjson

It ends with 1 where a trail was changed, cut off or written anew.`

export function addVerifyAudit(admin: Command, done: (exitCode: number) => void): void {
  withStore(
    admin
      .command('verify-audit')
      .description('whether the trails are whole')
      .option('--team <slug>', "the team's alone; else all, and the system's")
      .option('--audit-checkpoints <file>', 'what the server has signed; beside an embedded store when not said'),
  )
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: Flags) =>
      done(
        await runCommand(flags.json ?? false, () =>
          withAdmin(flags, async (opened, { verifyTrails }) => {
            const trails = await verifyTrails(opened, flags.team)
            return {
              document: { command: 'admin verify-audit', trails },
              lines: trails.map(trailLine),
              failed: trails.some(({ intact }) => !intact),
            }
          }),
        ),
      ),
    )
}

function trailLine({ of, entries, checkpoints, witnessed, firstBroken }: VerifiedTrail): Line {
  const name = of === null ? 'the system' : `team ${of}`
  if (firstBroken)
    return { text: `${name}: ${firstBroken.why} at line ${grouped(firstBroken.position)}`, look: 'danger' }
  const signed = `${counted(checkpoints, 'checkpoint')}, ${grouped(witnessed)} outside of the store`
  return `${name}: whole, ${counted(entries, 'line')}, ${signed}`
}
