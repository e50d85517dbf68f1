import { type StepGroup, stepGroups } from './apply-groups.ts'
import { type ScriptHeader, stepHash, usualMark } from './script-text-marks.ts'
import { hazardKinds, type MigrationScript, type MigrationStep } from './step.ts'

/**
 * Names that the catalog leaves without a schema are those of pg_catalog: that comes first wherever a search path does
 * not say its place.
 */
export const systemFirst =
  "SELECT pg_catalog.set_config('search_path', pg_catalog.ltrim(pg_catalog.regexp_replace(pg_catalog.current_setting('search_path'), '(^|,)\\s*\"?pg_catalog\"?\\s*(?=,|$)', '', 'g'), ', '), false);"

/**
 * One direction of a script as a file of SQL: a person can review it, psql or SQLite's shell can run it, and
 * `parseScript` reads the same steps out of it.
 */
export function scriptText(script: MigrationScript, direction: 'up' | 'down' = 'up'): string {
  const steps = script[direction]
  const [from, to] = direction === 'up' ? [script.from, script.to] : [script.to, script.from]
  const mark = freeMark(steps)
  const header: ScriptHeader = {
    version: 1,
    engine: script.engine,
    direction,
    from,
    to,
    steps: steps.length,
    refused: [...script.refused],
  }
  const lines = [
    ...headerLines(script, direction, from, to),
    `${mark} understudy migration ${JSON.stringify(header)}`,
    '',
    ...(steps.length === 0 ? [] : settings[script.engine]),
    ...stepGroups(steps).flatMap((group) => groupLines(group, script.engine, steps.length, mark)),
    ...(steps.length === 0 ? [] : ['-- What was said above of each step, for whoever reads this file back.']),
    ...steps.map((step) => {
      const { statements, ...rest } = step
      return `${mark} about ${JSON.stringify({ ...rest, sha256: stepHash(step) })}`
    }),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

const settings = {
  postgres: ['\\set ON_ERROR_STOP on', 'SET check_function_bodies = off;', systemFirst, ''],
  sqlite: ['.bail on', ''],
} as const

function headerLines(script: MigrationScript, direction: 'up' | 'down', from: string, to: string): string[] {
  const steps = script[direction]
  const destructive = steps.flatMap((step) => {
    const reasons = step.hazards.filter(({ kind }) => hazardKinds[kind].destructive)
    return reasons.length === 0
      ? []
      : [`--   step ${step.number}: ${comment(step.title)} (${reasons.map(({ kind }) => kind).join(', ')})`]
  })
  return [
    `-- Migration ${direction}, ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}, ${script.engine === 'postgres' ? 'Postgres' : 'SQLite'}.`,
    `-- from ${comment(from)}`,
    `-- to   ${comment(to)}`,
    ...(destructive.length === 0 ? ['-- Nothing in it is destructive.'] : ['-- Destructive:', ...destructive]),
    ...(script.refused.length === 0 ? [] : ['-- NOT in it, so these steps do not reach the whole of it:']),
    ...script.refused.map(
      ({ object, why, hint }) => `--   ${comment(object)}: ${comment(why)}${hint === '' ? '' : ` ${comment(hint)}`}`,
    ),
    '--',
    '-- Run it with: understudy schema apply URL FILE',
    script.engine === 'postgres'
      ? '-- or with:     psql --no-psqlrc --file FILE URL'
      : '-- or with:     sqlite3 DATABASE ".read FILE"; there, rows out of PRAGMA foreign_key_check are errors.',
    `-- Lines with ${usualMark} let the steps be read back: change what stands between them, not them.`,
  ]
}

function groupLines({ inTransaction, steps }: StepGroup, engine: 'postgres' | 'sqlite', total: number, mark: string) {
  const local = inTransaction ? 'LOCAL ' : ''
  const lines: string[] = inTransaction ? [engine === 'postgres' ? 'BEGIN;' : 'BEGIN IMMEDIATE;', ''] : []
  let lock: number | undefined
  let statement: number | undefined
  for (const step of steps) {
    lines.push(...aboutStep(step, total))
    if (engine === 'postgres') {
      const { timeouts } = step
      if (timeouts.lock !== lock) lines.push(`SET ${local}lock_timeout = ${timeouts.lock};`)
      if ((timeouts.statement ?? 0) !== statement)
        lines.push(`SET ${local}statement_timeout = ${timeouts.statement ?? 0};`)
      lock = timeouts.lock
      statement = timeouts.statement ?? 0
    }
    const { number, statements } = step
    lines.push(`${mark} step ${number}`)
    for (const [at, text] of statements.entries()) {
      const apart = endsInComment(text)
      lines.push(`${text}${apart ? '\n' : ''};`)
      lines.push(`${mark} ${at + 1 < statements.length ? 'next' : 'end'}${apart ? ' apart' : ''}`)
    }
    if (statements.length === 0) lines.push(`${mark} nothing`)
    lines.push('')
  }
  if (inTransaction) lines.push('COMMIT;', '')
  return lines
}

const transactions = {
  shared: 'in one transaction with the steps around it',
  own: 'in a transaction of its own',
  none: 'outside of any transaction: what it did stands, even if it fails half way',
} as const

function aboutStep(step: MigrationStep, total: number): string[] {
  return [
    `-- Step ${step.number} of ${total}: ${comment(step.title)}`,
    ...step.hazards.map(
      ({ kind, why }) => `--   ${hazardKinds[kind].destructive ? 'DESTRUCTIVE ' : ''}${kind}: ${comment(why)}`,
    ),
    ...step.locks.map(
      ({ relation, mode }) => `--   lock: ${mode} on ${comment(`${relation.schema}.${relation.name}`)}`,
    ),
    `--   runs ${transactions[step.transaction]}`,
  ]
}

/** One that begins no line of any statement, so that none can be taken for the end of itself. */
function freeMark(steps: readonly MigrationStep[]): string {
  const lines = steps.flatMap(({ statements }) => statements.flatMap((text) => text.split('\n')))
  const taken = (mark: string): boolean => lines.some((line) => line.startsWith(`${mark} `))
  for (let at = 0; ; at++) {
    const mark = `${usualMark}${at === 0 ? '' : at}`
    if (!taken(mark)) return mark
  }
}

/** A semicolon behind it would be a part of that comment. */
function endsInComment(statement: string): boolean {
  return statement.slice(statement.lastIndexOf('\n') + 1).includes('--')
}

/** A name may hold a line break, and what came after it would no longer be a comment. */
function comment(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  )
}
