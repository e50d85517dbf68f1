import type {
  Environment,
  EnvironmentReport,
  HealthReport,
  ResolvedPlace,
  TestSuite,
  ValidateSource,
} from '@understudy/sdk/clone'
import {
  isGood,
  monitorHealth,
  parseTestSuites,
  reportText,
  runHealthChecks,
  testFunctionality,
  validateEnvironment,
} from '@understudy/sdk/clone'
import { counted } from '../../terminal/amounts.ts'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { readJsonFile } from '../generate/read-json-file.ts'
import { guard } from '../guard.ts'
import { readRules } from '../read-rules.ts'
import { reportFile, writeReports } from '../report-files.ts'
import { resolvePlace } from '../resolve-place.ts'
import { validateLines } from './validate-lines.ts'

export interface ValidateFlags {
  readonly target?: string
  readonly source?: string
  readonly rules?: string
  readonly waive: readonly string[]
  readonly tests: readonly string[]
  readonly baseUrl?: string
  readonly report: readonly string[]
  readonly every?: string
  readonly json?: boolean
}

type Target = Pick<Environment, 'name' | 'databaseUrl' | 'secrets' | 'isReadOnly'> & Partial<Pick<Environment, 'type'>>

/** What production's guard is given. */
type Looking = ReturnType<typeof guard> & { readonly waive: readonly string[] }

export async function validateCommand(flags: ValidateFlags, around: Around): Promise<Outcome> {
  refuseContradictions(flags)
  const files = flags.report.map(reportFile)
  const suites = await readSuites(flags.tests)
  const target = targetOf(await resolvePlace(flags.target))
  const look = { ...guard(), waive: flags.waive }
  if (flags.every !== undefined) return await watch(target, secondsOf(flags.every), look, around)
  const source = flags.source === undefined ? undefined : await sourceOf(flags, await resolvePlace(flags.source))
  const { terminal, signal } = around
  const say = (doing: string) => terminal.progress.say(`${target.name}: ${doing}`)
  const at = new Date()
  say('health')
  const health = await runHealthChecks(target, { ...look, signal })
  const reached = health.checks[0]?.outcome === 'passed'
  const validation = reached ? await validateEnvironment(target, { ...look, source, signal, onStep: say }) : undefined
  const tests = reached
    ? await testFunctionality(target, suites, {
        ...look,
        baseUrl: flags.baseUrl,
        signal,
        onResult: ({ suite, probe }) => say(`${suite}: ${probe}`),
      })
    : []
  const report: EnvironmentReport = { environment: target.name, at, validation, health, tests }
  await writeReports(files, (format) => reportText(report, format))
  const good = isGood(report)
  return {
    document: { command: 'validate', good, ...report },
    lines: [...validateLines(report), ...files.map(({ path }) => `The report is in ${path}.`)],
    failed: !good,
  }
}

function refuseContradictions({ source, rules, every, tests, report, baseUrl }: ValidateFlags): void {
  if ((source === undefined) !== (rules === undefined)) {
    const given = source === undefined ? '--rules' : '--source'
    throw usage(`${given} stands alone`, 'Give --source and --rules together: what it was cloned from, and how.')
  }
  if (every !== undefined && (source !== undefined || tests.length > 0 || report.length > 0))
    throw usage('--every looks at health alone', 'Leave --source, --tests and --report out, or --every.')
  if (baseUrl !== undefined && !URL.canParse(baseUrl))
    throw usage('--base-url is no URL', 'Give --base-url http://localhost:3000')
}

async function readSuites(paths: readonly string[]): Promise<TestSuite[]> {
  const suites: TestSuite[] = []
  for (const path of paths)
    suites.push(...parseTestSuites(await readJsonFile(path, 'TEST_SUITES_INVALID', 'test suites')))
  return suites
}

/** A bare URL is nobody's production as far as anybody knows: it is looked at as a test environment. */
function targetOf({ url, name, environment }: ResolvedPlace): Target {
  return environment ?? { name, databaseUrl: url, secrets: {}, isReadOnly: false }
}

async function sourceOf({ rules }: ValidateFlags, { url, environment }: ResolvedPlace): Promise<ValidateSource> {
  const { policy, key } = await readRules(rules ?? '')
  return { url, environment, policy, key }
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (Number.isFinite(seconds) && seconds >= 1) return seconds
  throw usage(`--every ${JSON.stringify(text)} is no number of seconds`, 'Give --every 60')
}

/** Ends with the interruption alone. */
async function watch(target: Target, seconds: number, look: Looking, { terminal, signal }: Around): Promise<Outcome> {
  const alerts: { at: Date; from: HealthReport['status'] | undefined; to: HealthReport['status'] }[] = []
  await monitorHealth(target, {
    ...look,
    every: seconds * 1000,
    signal,
    onReport: ({ status, at }) => terminal.progress.say(`${target.name}: ${status} at ${at.toISOString()}`),
    onAlert({ status, at, checks }, from) {
      alerts.push({ at, from, to: status })
      const bad = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')
      terminal.warn([
        { text: `${at.toISOString()} ${target.name} is ${status}`, look: status === 'healthy' ? 'added' : 'danger' },
        ...bad.map(({ outcome, name, message }) => `  ${outcome}  ${name}: ${message}`),
      ])
    },
  })
  return {
    document: { command: 'validate', alerts },
    lines: [
      `The watch was ended; ${counted(alerts.length, 'change')} of health ${alerts.length === 1 ? 'was' : 'were'} seen.`,
    ],
    unending: true,
  }
}
