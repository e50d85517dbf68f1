import type { Command } from 'commander'
import { addBackup } from './admin/backup.ts'
import { addCreateKey } from './admin/create-key.ts'
import { addCreateTeam } from './admin/create-team.ts'
import { addCreateUser } from './admin/create-user.ts'
import { addEraseTeam } from './admin/erase-team.ts'
import { addForgetTeam } from './admin/forget-team.ts'
import { addMakeLink } from './admin/make-link.ts'
import { addRestore } from './admin/restore.ts'
import { addRotateKeys } from './admin/rotate-keys.ts'
import { addVerifyAudit } from './admin/verify-audit.ts'
import { aboutStore } from './server/store-flags.ts'

const examples = `
Examples:
  $ understudy admin create-team shop --name Shop
  $ understudy admin make-link ada@example.org --team shop --role admin
  $ understudy admin backup ./backup-of-monday
  $ understudy admin verify-audit

They work on the store itself, also while servers run on it, and stand in its trail like everything else.
${aboutStore}`

export function addAdmin(program: Command, done: (exitCode: number) => void): void {
  const admin = program
    .command('admin')
    .description("users, keys, audit and backups of a server, on the server's own machine")
    .addHelpText('after', examples)
  for (const add of [
    addCreateUser,
    addCreateTeam,
    addMakeLink,
    addCreateKey,
    addRotateKeys,
    addVerifyAudit,
    addBackup,
    addRestore,
    addForgetTeam,
    addEraseTeam,
  ])
    add(admin, done)
}
