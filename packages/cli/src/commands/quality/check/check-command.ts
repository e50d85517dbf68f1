import {
  appendToHistory,
  type CheckProgress,
  checkQuality,
  compareQuality,
  findConflicts,
  type QualityReportFormat,
  qualityReportFormats,
  qualityReportOf,
  qualityReportText,
  readHistory,
  suggestQualityImprovements,
  suggestTriedImprovements,
} from '@understudy/sdk/quality'
import { counted } from '../../../terminal/amounts.ts'
import type { Around, Outcome } from '../../command.ts'
import { usage } from '../../generate/options.ts'
import { openData } from '../../open-data.ts'
import { reportFile, writeReports } from '../../report-files.ts'
import { comparisonLines } from '../compare/comparison-lines.ts'
import { conflictLines } from '../conflict-lines.ts'
import { readDataSchema } from '../read-data-schema.ts'
import { checkLines, improvementLines } from './check-lines.ts'
import { readQualityRules } from './read-quality-rules.ts'

export interface CheckFlags {
  readonly rules: string
  readonly format?: string
  readonly schema?: string
  readonly entity?: string
  readonly delimiter?: string
  readonly samples?: string
  readonly readRows?: boolean
  readonly strict?: boolean
  readonly now?: string
  readonly report: readonly string[]
  readonly history?: string
  readonly improve?: boolean
  readonly scratch?: string
  readonly waive: readonly string[]
  readonly json?: boolean
}

const mostSamples = 1000

export async function checkCommand(data: readonly string[], flags: CheckFlags, around: Around): Promise<Outcome> {
  const { terminal, signal } = around
  const { entity, delimiter, scratch, waive, strict = false, readRows = false } = flags
  if (waive.some((one) => one !== 'source-can-write'))
    throw usage('--waive knows source-can-write alone', 'Leave the others out.')
  const now = timeOf(flags.now)
  const samples = samplesOf(flags.samples)
  const format = formatOf(flags.format)
  const files = flags.report.map(reportFile)
  const rules = await readQualityRules(flags.rules)
  const schema = flags.schema === undefined ? undefined : await readDataSchema(flags.schema)
  const begun = performance.now()
  await using opened = await openData(data, { schema, entity, delimiter, scratch, waivers: waive }, around)
  const onProgress = ({ entity: name, rows }: CheckProgress) =>
    terminal.progress.say(rows === undefined ? `counts ${name}` : `${name}: ${counted(rows, 'row')} read`)
  const by = readRows ? 'rows' : 'sql'
  const checked = await checkQuality(opened, rules, { now, by, samples, signal, onProgress })
  const report = qualityReportOf({
    dataset: opened.source.name,
    at: now,
    milliseconds: performance.now() - begun,
    rules,
    ...checked,
  })
  const improvements =
    flags.improve === true
      ? await suggestTriedImprovements(report, opened.source, { now, signal })
      : suggestQualityImprovements(report)
  const conflicts = findConflicts(report.rules)
  const { runs = [], damaged = [] } = flags.history === undefined ? {} : await readHistory(flags.history)
  const last = runs.findLast(({ rulesHash }) => rulesHash === report.rulesHash)
  const comparison = last === undefined ? undefined : compareQuality(last, report)
  const textIn = (one: QualityReportFormat) => qualityReportText(report, one, { improvements, history: runs })
  await writeReports(files, textIn)
  if (flags.history !== undefined) await appendToHistory(flags.history, report)
  if (format !== undefined) {
    terminal.reserveStdout()
    terminal.data.write(textIn(format))
  }
  const failed = report.results.some(({ outcome }) => outcome === 'failed' || (strict && outcome === 'not evaluated'))
  const lines = [
    ...checkLines(report),
    ...conflictLines(conflicts),
    ...(flags.improve === true ? improvementLines(improvements) : []),
    ...(comparison === undefined ? [] : comparisonLines(comparison)),
    ...damaged.map((line) => `${flags.history}, line ${line}: no run, left out`),
    ...files.map(({ path }) => `The report is in ${path}.`),
  ]
  return {
    document: { command: 'quality check', ...report, improvements, conflicts, comparison, checks: opened.checks },
    lines: format === undefined ? lines : [`${counted(checked.results.length, 'rule')} looked at`],
    failed,
  }
}

/** Undefined for text, which is for people. */
function formatOf(format = 'text'): QualityReportFormat | undefined {
  if (format === 'text') return undefined
  const known = qualityReportFormats.find((one) => one === format)
  if (known !== undefined) return known
  throw usage(
    `there is no format ${JSON.stringify(format)}`,
    `Give --format text, ${qualityReportFormats.slice(0, -1).join(', ')} or ${qualityReportFormats.at(-1)}.`,
  )
}

function timeOf(text: string | undefined): Date {
  if (text === undefined) return new Date()
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw usage('--now is a time', 'Give it in ISO 8601, such as 2026-01-31T12:00:00Z.')
}

function samplesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= mostSamples) return value
  throw usage(`--samples is a whole number from 0 to ${mostSamples}`, 'Give --samples such a number.')
}
