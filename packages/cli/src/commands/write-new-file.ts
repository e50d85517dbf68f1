import { link, rename, rm, writeFile } from 'node:fs/promises'
import { UnderstudyError } from '@understudy/sdk/error'
import { systemMessage } from '../terminal/system-message.ts'

/** The whole text or nothing, and never over a file that is there unless that is said: people review such files, and change them. */
export async function writeNewFile(
  path: string,
  text: string,
  force: boolean,
  operation: string,
  hint = 'Choose another path, or write over it with --force.',
): Promise<void> {
  const draft = `${path}.${process.pid}.part`
  try {
    await writeFile(draft, text)
    try {
      // Unlike a rename, a link never replaces what is there.
      await (force ? rename(draft, path) : link(draft, path))
    } finally {
      await rm(draft, { force: true })
    }
  } catch (thrown) {
    const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
    throw new UnderstudyError(exists ? 'FILE_EXISTS' : 'WRITE_FAILED', {
      operation,
      at: path,
      message: exists ? `${path} is there already` : `${path}: ${systemMessage(thrown)}`,
      ...(exists ? { hint } : {}),
      cause: thrown,
    })
  }
}
