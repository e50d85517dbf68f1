import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../errors/code-of.ts'
import { folderFailure } from '../errors/folder-failure.ts'
import { ServerError } from '../errors/server-error.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'

export interface KeyRingSource {
  /** UNDERSTUDY_KEY. */
  readonly key?: string | undefined
  /** UNDERSTUDY_KEY_FILE. */
  readonly keyFile?: string | undefined
  /** Of an embedded store: at its first start a key is made there, where no other is given. */
  readonly folder?: string | undefined
}

/** In the folder of an embedded store; no backup holds it. */
export const keyFileName = 'understudy.key'

export async function openKeyRing({ key, keyFile, folder }: KeyRingSource): Promise<KeyRing> {
  if (key) return createKeyRing(key)
  if (keyFile) return createKeyRing(await readGiven(keyFile))
  if (folder === undefined) throw new ServerError('KEY_MISSING', { message: 'there is no key to keep secrets with' })
  const file = join(folder, keyFileName)
  try {
    return createKeyRing((await readIfThere(file)) ?? (await makeKey(file, folder)))
  } catch (thrown) {
    throw folderFailure(thrown, folder)
  }
}

async function readGiven(file: string): Promise<string> {
  const text = await readIfThere(file)
  if (text === undefined) throw new ServerError('KEY_MISSING', { message: `the key file ${file} is not there` })
  return text
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    const [text, { mode }] = [await readFile(file, 'utf8'), await stat(file)]
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new ServerError('KEY_INVALID', {
        message: `the key file ${file} can be read by others`,
        hint: `Let its owner alone read it: chmod 600 ${file}. If others may have read it, rotate the keys.`,
      })
    }
    return text
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

/** A store that is there was sealed under a key, which a new one would only hide. */
async function makeKey(file: string, folder: string): Promise<string> {
  if (await isThere(join(folder, 'control.db'))) {
    throw new ServerError('KEY_MISSING', {
      message: `the store in ${folder} was sealed under a key, and ${file} is not there`,
    })
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true })
  try {
    await link(draft, file)
  } catch (thrown) {
    // Another process that starts has made one: both use that.
    if (codeOf(thrown) !== 'EEXIST') throw thrown
  } finally {
    await rm(draft)
  }
  return readFile(file, 'utf8')
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    throw thrown
  }
}
