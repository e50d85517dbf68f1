import { extname } from 'node:path'
import { connect } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import {
  DatabaseTestClient,
  type DatabaseTestConfigInput,
  type DatabaseTestResult,
  engineVersion,
  type TestReport,
  testReportOf,
  testReportText,
} from '@understudy/sdk/testkit'
import type { Line } from '../../terminal/line.ts'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { type ReportFile, writeReports } from '../report-files.ts'
import { resolveWritablePlace } from '../resolve-writable-place.ts'

export interface TestFlags {
  readonly report: readonly string[]
  readonly json?: boolean
}

/** What a tester found: as results for reports, and as it is shown to people, where a plain table does not do. */
export interface Tested {
  readonly results: readonly DatabaseTestResult[]
  readonly text?: ((report: TestReport) => string) | undefined
  /** Of the document of --json, beside the report. */
  readonly document?: Readonly<Record<string, unknown>> | undefined
}

type Format = 'json' | 'markdown' | 'junit'
const formats: Readonly<Record<string, Format>> = { '.json': 'json', '.md': 'markdown', '.xml': 'junit' }

/** Opens the database that is meant, refuses production, tests it, and takes away what the tests made. */
export async function runTests(
  command: string,
  url: string | undefined,
  flags: TestFlags,
  { terminal, signal }: Around,
  test: (client: DatabaseTestClient, say: (doing: string) => void) => Promise<Tested>,
  config: Omit<DatabaseTestConfigInput, 'databaseUrl'> = {},
): Promise<Outcome> {
  const files = flags.report.map(reportFile)
  const place = await resolveWritablePlace(url)
  // A file that is not there would be made, and left behind.
  if (place.url.startsWith('sqlite:')) await (await connect(place.url, { create: false })).close()
  const startedAt = new Date()
  const from = performance.now()
  await using client = await DatabaseTestClient.open({ databaseUrl: place.url, ...config })
  const about = { title: `Test of ${command}`, startedAt, engineVersion: await engineVersion(client) }
  const tested = await test(client, (doing) => {
    signal.throwIfAborted()
    terminal.progress.say(doing)
  }).catch((thrown: unknown) => {
    throw signal.aborted ? interrupted(command, thrown) : thrown
  })
  const report = testReportOf(client, { ...about, milliseconds: performance.now() - from }, tested.results)
  await writeReports(files, (format) => testReportText(report, format))
  const text = tested.text?.(report) ?? testReportText(report, 'text')
  return {
    document: { command: `testkit ${command}`, ...tested.document, report },
    lines: linesOf(text),
    failed: !report.passed,
  }
}

function linesOf(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line): Line => (/^(?:FAILED|Failed)\b/.test(line) ? { text: line, look: 'danger' } : line))
}

export function numberOf(flag: string, text: string, least = 0): number {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(number) && number >= least) return number
  throw usage(
    `${flag} ${JSON.stringify(text)} is no number that is possible here`,
    `Give ${flag} a number from ${least}.`,
  )
}

function reportFile(path: string): ReportFile<Format> {
  const format = formats[extname(path).toLowerCase()]
  if (format) return { path, format }
  throw usage(`${path} has no ending that names a format of reports`, 'End it with .json, .md or .xml (JUnit).')
}

function interrupted(command: string, cause: unknown): UnderstudyError {
  return new UnderstudyError('CANCELLED', {
    operation: `testkit ${command}`,
    message: 'The test was interrupted',
    details: { stands: 'what it had made is gone' },
    cause,
  })
}
