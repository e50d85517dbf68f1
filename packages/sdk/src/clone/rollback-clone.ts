import type { MaskingKey } from '../anonymize/key/masking-key.ts'
import type { Environment } from '../environments/environment.ts'
import type { AuditLog } from '../safety/audit/audit-log.ts'
import type { KnownSources } from '../safety/known-sources.ts'
import { verifyTarget } from '../safety/verify-target.ts'
import { type CloneSide, sideName } from './clone-side.ts'
import { backupKey } from './place/backup-key.ts'
import { openPlace } from './place/open-place.ts'
import { unknownBackup } from './place/unknown-backup.ts'
import type { Backup, Promotion } from './staging.ts'

export interface RollbackOptions {
  /** Ends the connections of others to the target; otherwise they refuse the rollback. */
  readonly disconnect?: boolean | undefined
  /** How long what stands there now is kept; 7 days when not said. */
  readonly keepBackupMilliseconds?: number | undefined
  /** Of a backup that is an encrypted file. */
  readonly key?: MaskingKey | undefined
  readonly environments?: readonly Environment[] | undefined
  /** Databases that were read as production: never a target, unless registered as something else. */
  readonly known?: KnownSources | undefined
  readonly audit?: AuditLog | undefined
}

const usualKeep = 7 * 86_400_000

/** The backup stands in its target's place again, in one step; what stood there becomes a backup in its turn. */
export async function rollbackClone(
  target: CloneSide,
  backupId: string,
  options: RollbackOptions = {},
): Promise<Promotion> {
  const { disconnect = false, keepBackupMilliseconds = usualKeep, key, environments, known, audit } = options
  await verifyTarget(target.url, { environment: target.environment, environments, known })
  await using place = await openPlace(target.url)
  await place.check()
  await using hold = await place.hold()
  const found = (await place.backups()).find(({ id }) => id === backupId)
  if (!found) throw unknownBackup(backupId, place.target)
  await hold.check()
  const promotion = await place.rollback(backupId, {
    disconnect,
    keepUntil: new Date(Date.now() + keepBackupMilliseconds),
    open: found.sealed ? backupKey(key) : undefined,
  })
  await audit?.record({
    event: 'clone rolled back',
    place: sideName(target),
    outcome: 'done',
    details: { backup: backupId, kept: promotion.backup?.id ?? null },
  })
  return promotion
}

/** What stood in the place of a target before, the newest first. */
export async function backupsOf(target: CloneSide): Promise<readonly Backup[]> {
  await using place = await openPlace(target.url)
  return await place.backups()
}
