import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { MaskingKey } from '../anonymize/key/masking-key.ts'
import { codeOf, messageOf, UnderstudyError } from '../errors.ts'
import { withFileLock } from '../safety/file-lock.ts'
import { type EnvironmentsFile, parseEnvironmentsFile, unreadable } from './environments-file.ts'
import { newRegistryKey, registryKey } from './registry-key.ts'

export interface Registry {
  /** A change of it is written when the change returns. */
  readonly content: EnvironmentsFile
  readonly key: MaskingKey
}

/** Undefined where there is no file yet. */
export async function readRegistry(file: string, env: NodeJS.ProcessEnv): Promise<Registry | undefined> {
  const text = await textOf(file)
  if (text === undefined) return undefined
  const content = parseEnvironmentsFile(text, file)
  return { content, key: await registryKey(file, content.key, env) }
}

/** One change at a time, whatever process makes it; the file holds all of it or nothing. */
export async function changeRegistry<T>(
  file: string,
  env: NodeJS.ProcessEnv,
  change: (registry: Registry) => T,
): Promise<T> {
  await writing(file, () => mkdir(dirname(file), { recursive: true, mode: 0o700 }))
  return await withFileLock(file, async () => {
    const registry = (await readRegistry(file, env)) ?? (await newRegistry(file, env))
    const result = change(registry)
    await writing(file, () => replace(file, `${JSON.stringify(registry.content, null, 2)}\n`))
    return result
  })
}

async function newRegistry(file: string, env: NodeJS.ProcessEnv): Promise<Registry> {
  const { key, place } = await writing(file, () => newRegistryKey(file, env))
  return { content: { kind: 'understudy.environments', version: 1, key: place, environments: [] }, key }
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
    await rename(draft, file)
  } catch (thrown) {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
    throw thrown
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw unreadable(file, messageOf(thrown))
  }
}

async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw thrown
    throw new UnderstudyError('REGISTRY_UNWRITABLE', {
      operation: 'write the environments',
      message: `${file} cannot be written: ${messageOf(thrown)}`,
      cause: thrown,
    })
  }
}
