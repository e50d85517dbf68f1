import { statSync } from 'node:fs'
import { codeOf } from '../../errors.ts'

/** What tells a file from every other, by whatever path or hard link it is reached; undefined where there is none. */
export function fileIdentity(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `file ${dev} ${ino}`
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}
