import { readFile } from 'node:fs/promises'
import { parseQualityRules, type QualityRules } from '@understudy/sdk/quality'
import { readJsonFile } from '../../generate/read-json-file.ts'

/** The rules of a file. Its text is what is read, so that what is wrong is found where it stands. */
export async function readQualityRules(path: string): Promise<QualityRules> {
  await readJsonFile(path, 'RULES_INVALID', 'the quality rules')
  return parseQualityRules((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''))
}
