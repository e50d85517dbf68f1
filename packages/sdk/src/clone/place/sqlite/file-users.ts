import { readdirSync, readFileSync, statSync } from 'node:fs'

/**
 * Programs that have a file open, as far as this system tells (Linux, processes of this user): an open SQLite file that
 * nobody is just reading has no lock, and who has it would go on with the file that was put aside.
 */
export function fileUsers(file: string): string[] {
  const wanted = identity(file)
  if (wanted === undefined) return []
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const count = namesIn(`/proc/${pid}/fd`).filter((fd) => identity(`/proc/${pid}/fd/${fd}`) === wanted).length
      return count === 0 ? [] : [`${commandOf(pid)} (pid ${pid})`]
    })
}

/** Of the file itself, whatever its names; undefined where there is none, or it is not told. */
export function identity(file: string): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // The process is over, is another user's, or the system has no such folder.
    return []
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return 'a process'
  }
}
