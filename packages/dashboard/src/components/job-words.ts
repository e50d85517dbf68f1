import type { Answer } from '../api.ts'
import { counted } from '../format/amounts.ts'

type Job = Answer<'get', '/teams/:team/jobs'>['jobs'][number]

const kinds: Readonly<Record<string, string>> = {
  generate: 'Generate rows',
  validate: 'Check quality',
  profile: 'Profile a version',
  import: 'Import rows',
  export: 'Export rows',
  clone: 'Clone an environment',
  'clone-plan': 'Plan a clone',
  'clone-rollback': 'Roll back a clone',
  'environment-reset': 'Reset an environment',
  'environment-validate': 'Validate an environment',
  'environment-test': 'Test an environment',
  'policy-scan': 'Scan for personal data',
  'schema-apply': 'Apply a schema',
}

/** What a job does, as a button that starts one says it. */
export function kindWords(kind: string): string {
  return kinds[kind] ?? kind.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())
}

/** What came of it, in a few words: ids say nothing to people. */
export function resultWords({
  status,
  result,
  errorMessage,
  usage,
}: Pick<Job, 'status' | 'result' | 'errorMessage' | 'usage'>): string {
  if (status === 'failed') return errorMessage ?? 'It failed.'
  const rows = usage !== null && usage.rows > 0 ? counted(usage.rows, 'row') : undefined
  const version = typeof result?.version === 'number' ? `version ${result.version}` : undefined
  return [version, rows].filter((part) => part !== undefined).join(', ')
}

/** How long it has taken, or takes by now; undefined where it has not begun. */
export function tookMs(
  { startedAt, finishedAt }: Pick<Job, 'startedAt' | 'finishedAt'>,
  now: Date,
): number | undefined {
  if (startedAt === null) return undefined
  return (finishedAt === null ? now.getTime() : Date.parse(finishedAt)) - Date.parse(startedAt)
}
