import { writeFile } from 'node:fs/promises'
import { UnderstudyError } from '@understudy/sdk/error'
import {
  testReportSummary,
  VectorDatabaseTester,
  type VectorMetric,
  vectorMetrics,
  vectorReportSvg,
  vectorReportText,
  vectorResults,
} from '@understudy/sdk/testkit'
import { systemMessage } from '../../terminal/system-message.ts'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { numberOf, runTests, type TestFlags } from './run-tests.ts'

export interface VectorsFlags extends TestFlags {
  readonly table?: string
  readonly column?: string
  readonly metric?: string
  readonly dimension: string
  readonly rows: string
  readonly recall: string
  readonly maxSearchTime?: string
  readonly svg?: string
}

export async function vectorsCommand(url: string | undefined, flags: VectorsFlags, around: Around): Promise<Outcome> {
  const { table, column, svg } = flags
  const metric = metricOf(flags.metric)
  const config = {
    vectorDimension: numberOf('--dimension', flags.dimension, 1),
    searchAccuracyThreshold: numberOf('--recall', flags.recall),
    maxSearchTime: flags.maxSearchTime === undefined ? undefined : numberOf('--max-search-time', flags.maxSearchTime),
  }
  const rows = numberOf('--rows', flags.rows, 1)
  return await runTests('vectors', url, flags, around, async (client, say) => {
    await using tester = new VectorDatabaseTester(client, config)
    const tested = await tester.run({
      rows,
      metric,
      ...(table === undefined ? {} : { parts: ['search'], search: { table, column, metric } }),
      signal: around.signal,
      onProgress: say,
    })
    if (svg !== undefined) await writeSvg(svg, vectorReportSvg(tested))
    return {
      results: vectorResults(tested, 'integration'),
      text: (report) => `${vectorReportText(tested)}\n${testReportSummary(report)}`,
      document: { vectors: tested },
    }
  })
}

function metricOf(text: string | undefined): VectorMetric | undefined {
  if (text === undefined) return undefined
  const metric = vectorMetrics.find((one) => one === text.replaceAll(/[ -]/g, '_'))
  if (metric) return metric
  throw usage(`There is no metric ${JSON.stringify(text)}`, `Give one of ${vectorMetrics.join(', ')}.`)
}

async function writeSvg(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (thrown) {
    const message = `${path}: ${systemMessage(thrown)}`
    throw new UnderstudyError('WRITE_FAILED', { operation: 'write the picture', at: path, message, cause: thrown })
  }
}
