import { userInfo } from 'node:os'
import { thisProcess } from '../database/this-process.ts'

/** Who does something, as far as a machine knows. */
export interface Who {
  readonly user: string
  readonly pid: number
  readonly host: string
}

export function who(): Who {
  const { pid, host } = thisProcess()
  return { user: userName(), pid, host }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user need not have a name.
    return String(process.getuid?.() ?? 'unknown')
  }
}
