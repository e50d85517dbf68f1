import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '../../errors.ts'

/** What was written stays there, whatever becomes of the machine. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The names in a folder, as they are now, stay there. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    // Windows has no folders that can be opened, and keeps names by itself.
    if (process.platform !== 'win32' || !['EISDIR', 'EPERM', 'EACCES'].includes(codeOf(thrown) ?? '')) throw thrown
  }
}

/** The whole text or what stood there before. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  await syncFolder(dirname(file))
}
