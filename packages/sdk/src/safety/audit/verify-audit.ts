import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { noLine, parseAuditLine } from './audit-line.ts'

export interface AuditReport {
  readonly lines: number
  readonly intact: boolean
  /** Where the chain is broken: the line of the file, and how. */
  readonly problems: readonly { readonly line: number; readonly message: string }[]
  /** The hash of the last line: who keeps it elsewhere learns later whether lines were cut off. */
  readonly head: string
}

/** Reads a whole audit log, in flat memory, and says whether it is as it was written. */
export async function verifyAudit(file: string): Promise<AuditReport> {
  const problems: { line: number; message: string }[] = []
  let lines = 0
  let last: { readonly number: number; readonly hash: string } = noLine
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    lines++
    const line = parseAuditLine(text)
    if (line === undefined) {
      problems.push({ line: lines, message: 'It was changed, or only half of it was written' })
      continue
    }
    if (line.previous !== last.hash || line.number !== last.number + 1)
      problems.push({ line: lines, message: 'What stood before it was changed, removed or moved' })
    last = line
  }
  return { lines, intact: problems.length === 0, problems, head: last.hash }
}
