import { readFile } from 'node:fs/promises'
import type { MaskingPolicy } from '@understudy/sdk'
import { parsePolicy } from '@understudy/sdk/clone'
import { readJsonFile } from './generate/read-json-file.ts'

/** The masking policy of a file. Its text is what is read, so that a name that stands twice in it is found. */
export async function readPolicy(path: string): Promise<MaskingPolicy> {
  await readJsonFile(path, 'POLICY_INVALID', 'the masking policy')
  return parsePolicy((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''))
}
