import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, messageOf, UnderstudyError } from '../../errors.ts'
import { parseQualityRun } from '../../quality/compare/parse-quality-run.ts'
import { qualityRunOf } from '../../quality/compare/quality-run-of.ts'
import type { QualityReport } from '../../quality/quality-report.ts'
import type { QualityRun } from '../../quality/quality-run.ts'

/**
 * Adds a run to a history: a file of NDJSON, one line a run. The line is written at once at the end of the file, so that
 * several processes may add to one history; what a process that was killed left of a line is ended before it.
 */
export async function appendToHistory(path: string, report: QualityReport): Promise<QualityRun> {
  const run = qualityRunOf(report)
  try {
    await mkdir(dirname(path), { recursive: true })
    await using file = await open(path, 'a+')
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
    const torn = bytesRead === 1 && buffer[0] !== 0x0a
    await file.appendFile(`${torn ? '\n' : ''}${JSON.stringify(run)}\n`)
    await file.sync()
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown
    throw new UnderstudyError('WRITE_FAILED', {
      operation: 'add to the history',
      at: path,
      message: `${path}: ${messageOf(thrown)}`,
      cause: thrown,
    })
  }
  return run
}

export interface QualityHistory {
  /** The oldest first. */
  readonly runs: readonly QualityRun[]
  /** Lines that are no run, by their number from 1: what a process that was killed left of one. */
  readonly damaged: readonly number[]
}

/** Runs of a history; of one that is not there yet there are none. */
export async function readHistory(path: string): Promise<QualityHistory> {
  const runs: QualityRun[] = []
  const damaged: number[] = []
  for (const [at, line] of (await textOf(path)).split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      runs.push(parseQualityRun(line, `${path}, line ${at + 1}`))
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError)) throw thrown
      damaged.push(at + 1)
    }
  }
  return { runs, damaged }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ''
    if (codeOf(thrown) === undefined) throw thrown
    throw new UnderstudyError('REPORT_INVALID', {
      operation: 'read the history',
      at: path,
      message: `${path}: ${messageOf(thrown)}`,
      cause: thrown,
    })
  }
}
