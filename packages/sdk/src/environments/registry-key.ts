import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MaskingKey } from '../anonymize/key/masking-key.ts'
import { readMaskingKey } from '../anonymize/key/read-masking-key.ts'
import { codeOf } from '../errors.ts'
import { type EnvironmentsFile, unreadable } from './environments-file.ts'

type KeyPlace = EnvironmentsFile['key']

const keyFile = (file: string) => join(dirname(file), 'environments.key')

/** The key that a file of environments names; another one is refused, and so is none. */
export async function registryKey(file: string, place: KeyPlace, env: NodeJS.ProcessEnv): Promise<MaskingKey> {
  const key = place.from === 'file' ? await fromFile(file) : await fromEnvironment(env)
  if (key?.id === place.id) return key
  const named = place.from === 'file' ? keyFile(file) : 'UNDERSTUDY_KEY'
  throw unreadable(
    file,
    `it is sealed with the key ${place.id}, and ${named} ${key ? `holds ${key.id}` : 'is not there'}`,
  )
}

/** For a file that is about to be made: the environment's key where it has one, else a new one, in a file of its own. */
export async function newRegistryKey(
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<{ key: MaskingKey; place: KeyPlace }> {
  const given = await fromEnvironment(env)
  if (given) return { key: given, place: { from: 'UNDERSTUDY_KEY', id: given.id } }
  const key = (await fromFile(file)) ?? (await made(file))
  return { key, place: { from: 'file', id: key.id } }
}

async function fromEnvironment({ UNDERSTUDY_KEY }: NodeJS.ProcessEnv): Promise<MaskingKey | undefined> {
  return UNDERSTUDY_KEY ? readMaskingKey(UNDERSTUDY_KEY) : undefined
}

async function fromFile(file: string): Promise<MaskingKey | undefined> {
  try {
    return readMaskingKey((await readFile(keyFile(file), 'utf8')).trim())
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

/** A key that is there already is never replaced: what it has sealed would be lost. */
async function made(file: string): Promise<MaskingKey> {
  const text = randomBytes(32).toString('base64')
  const draft = `${keyFile(file)}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true })
  try {
    await link(draft, keyFile(file))
  } finally {
    await rm(draft)
  }
  return readMaskingKey(text)
}
