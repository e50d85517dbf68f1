import { readFile } from 'node:fs/promises'
import { type ErrorCode, UnderstudyError } from '@understudy/sdk/error'
import { systemMessage } from '../../terminal/system-message.ts'
import { brokenAt } from './json-place.ts'

/** A JSON document out of a file; what is wrong with either is said with its place, and without quoting the document. */
export async function readJsonFile(path: string, code: ErrorCode, what: string): Promise<unknown> {
  const operation = `read ${what}`
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    throw new UnderstudyError(code, {
      operation,
      at: path,
      message: `${path}: ${systemMessage(thrown)}`,
      hint: 'Check the path, and that the file may be read.',
      cause: thrown,
    })
  }
  const json = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(json)
  } catch {
    const offset = brokenAt(json) ?? json.length
    const before = json.slice(0, offset).split('\n')
    const line = before.length
    const column = before.at(-1)!.length + 1
    throw new UnderstudyError(code, {
      operation,
      at: `${path}:${line}:${column}`,
      message:
        offset >= json.trimEnd().length
          ? `${path} ends in the middle of its JSON (line ${line}, column ${column})`
          : `${path} is no valid JSON: line ${line}, column ${column} cannot be read`,
      hint: `Correct line ${line}; a comma too many, a quote or a bracket too few are the usual causes.`,
      details: { line, column },
    })
  }
}
