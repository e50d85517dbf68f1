import type { DataPatterns } from '@understudy/sdk/synthesize'
import { readJsonFile } from './generate/read-json-file.ts'

/** Patterns out of a file, as understudy profile writes it. */
export async function readPatterns(path: string): Promise<DataPatterns> {
  const { parsePatterns } = await import('@understudy/sdk/synthesize')
  return parsePatterns(await readJsonFile(path, 'PATTERNS_INVALID', 'the patterns'))
}
