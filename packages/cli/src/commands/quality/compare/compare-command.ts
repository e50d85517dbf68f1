import { readFile } from 'node:fs/promises'
import { UnderstudyError } from '@understudy/sdk/error'
import { compareQuality, parseQualityRun, type QualityRun, readHistory } from '@understudy/sdk/quality'
import { systemMessage } from '../../../terminal/system-message.ts'
import type { Outcome } from '../../command.ts'
import { usage } from '../../generate/options.ts'
import { comparisonLines } from './comparison-lines.ts'

export interface CompareFlags {
  readonly acrossRules?: boolean
  readonly json?: boolean
}

export async function compareCommand(places: readonly string[], flags: CompareFlags): Promise<Outcome> {
  const [before, after] = await runsOf(places)
  const comparison = compareQuality(before, after, { acrossRules: flags.acrossRules ?? false })
  return {
    document: { command: 'quality compare', ...comparison },
    lines: comparisonLines(comparison),
    failed: comparison.worse,
  }
}

async function runsOf([first = '', second]: readonly string[]): Promise<readonly [QualityRun, QualityRun]> {
  if (second !== undefined) return [await runOf(first), await runOf(second)]
  const { runs } = await readHistory(first)
  const [before, after] = runs.slice(-2)
  if (before !== undefined && after !== undefined) return [before, after]
  throw usage(`${first} holds fewer than two runs`, 'Give two reports, or a history of at least two runs.')
}

/** Of a history the last run. */
async function runOf(place: string): Promise<QualityRun> {
  if (!/\.ndjson$/i.test(place)) return parseQualityRun(await textOf(place), place)
  const { runs } = await readHistory(place)
  const last = runs.at(-1)
  if (last !== undefined) return last
  throw usage(`${place} holds no run`, 'Give a report, or a history of `understudy quality check --history`.')
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    const message = `${path}: ${systemMessage(thrown)}`
    throw new UnderstudyError('REPORT_INVALID', { operation: 'read the report', at: path, message, cause: thrown })
  }
}
