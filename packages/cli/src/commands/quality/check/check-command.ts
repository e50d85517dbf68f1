import { type CheckProgress, checkQuality } from '@understudy/sdk/quality'
import { counted, grouped } from '../../../terminal/amounts.ts'
import type { Around, Outcome } from '../../command.ts'
import { usage } from '../../generate/options.ts'
import { openData } from '../../open-data.ts'
import { readDataSchema } from '../read-data-schema.ts'
import { checkLines } from './check-lines.ts'
import type { CheckedData } from './checked-data.ts'
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
  const isJson = formatOf(flags.format) === 'json'
  const rules = await readQualityRules(flags.rules)
  const schema = flags.schema === undefined ? undefined : await readDataSchema(flags.schema)
  const begun = performance.now()
  await using opened = await openData(data, { schema, entity, delimiter, scratch, waivers: waive }, around)
  const onProgress = ({ entity: name, rows }: CheckProgress) =>
    terminal.progress.say(rows === undefined ? `counts ${name}` : `${name}: ${counted(rows, 'row')} read`)
  const by = readRows ? 'rows' : 'sql'
  const checked = await checkQuality(opened, rules, { now, by, samples, signal, onProgress })
  const report: CheckedData = {
    dataset: opened.source.name,
    at: now.toISOString(),
    milliseconds: Math.round(performance.now() - begun),
    ...checked,
  }
  const failed = checked.results.some(({ outcome }) => outcome === 'failed' || (strict && outcome === 'not evaluated'))
  if (isJson) {
    terminal.reserveStdout()
    terminal.data.write(`${JSON.stringify(report, undefined, 2)}\n`)
  }
  return {
    document: { command: 'quality check', ...report, checks: opened.checks },
    lines: isJson ? [`${grouped(checked.results.length)} rules looked at`] : checkLines(report),
    failed,
  }
}

function formatOf(format = 'text'): 'text' | 'json' {
  if (format === 'text' || format === 'json') return format
  throw usage(`there is no format ${JSON.stringify(format)}`, 'Give --format text or json.')
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
