import { readFile } from 'node:fs/promises'
import type { MaskingKey, MaskingPolicy } from '@understudy/sdk'
import { keyFromEnvironment } from '@understudy/sdk/clone'
import { readPolicy } from './read-policy.ts'

export interface Rules {
  readonly policy: MaskingPolicy
  /** Undefined where none is set: whatever needs one says so. */
  readonly key: MaskingKey | undefined
}

/** The masking policy of a file, and the key of the environment. */
export async function readRules(path: string): Promise<Rules> {
  const policy = await readPolicy(path)
  return { policy, key: await readKey() }
}

/** The key of the environment; undefined where none is set. */
export async function readKey(): Promise<MaskingKey | undefined> {
  const { UNDERSTUDY_KEY = '', UNDERSTUDY_KEY_FILE = '' } = process.env
  if (UNDERSTUDY_KEY === '' && UNDERSTUDY_KEY_FILE === '') return undefined
  return await keyFromEnvironment(process.env, (file) => readFile(file, 'utf8'))
}
