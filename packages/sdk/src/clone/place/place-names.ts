import { randomBytes } from 'node:crypto'

/** Of clones and of backups; it stands in names of databases and files. */
export function newId(): string {
  return randomBytes(5).toString('hex')
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{10}$/.test(text)
}

/** Postgres keeps so many bytes of a name. */
const longest = 63

export function stagingName(target: string, cloneId: string): string {
  return derived(target, `_understudy_${cloneId}`)
}

export function backupName(target: string, backupId: string): string {
  return derived(target, `_understudy_${backupId}_backup`)
}

/** A copy for resets: of a clone that is not promoted yet, and of one that was. */
export function keptName(target: string, cloneId: string, promoted: boolean): string {
  return derived(target, `_understudy_${cloneId}_${promoted ? 'kept' : 'keep'}`)
}

/** The id in the name of a kept clone of this target. */
export function keptIdIn(name: string, target: string): string | undefined {
  const id = /_understudy_([0-9a-f]{10})_kept$/.exec(name)?.[1]
  return id !== undefined && keptName(target, id, true) === name ? id : undefined
}

/** The id in the name of a backup of this target; undefined where it is none. */
export function backupIdIn(name: string, target: string): string | undefined {
  const id = /_understudy_([0-9a-f]{10})_backup$/.exec(name)?.[1]
  return id !== undefined && backupName(target, id) === name ? id : undefined
}

/** A target that is too long is cut between two of its characters. */
function derived(target: string, suffix: string): string {
  let cut = target
  while (Buffer.byteLength(cut) + suffix.length > longest) cut = [...cut].slice(0, -1).join('')
  return cut + suffix
}
