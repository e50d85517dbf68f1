import type { CloneOperation, ClonePlan, CloneResult, TablePlan, VerificationCheck } from '@understudy/sdk/clone'
import { bytes, counted, grouped, seconds } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'

/** What a clone will do, for whoever answers for it. */
export function planLines(plan: ClonePlan, operation?: CloneOperation): Line[] {
  const width = Math.max(...plan.tables.map(({ table }) => oneLine(table).length), 5)
  return [
    { text: `Clone of ${oneLine(plan.source)} into ${oneLine(plan.target)}`, look: 'heading' },
    `about ${counted(plan.rows, 'row')}, ${bytes(plan.bytes)}, in ${counted(plan.tables.length, 'table')}; ${counted(plan.before.length, 'step')} before the rows, ${plan.after.length} after`,
    ...plan.tables.flatMap((table) => tableLines(table, width)),
    ...plan.waivers.map(
      ({ about, reason, by, until }): Line => ({
        text: `  waived ${oneLine(about)}: ${oneLine(reason)} (${oneLine(by)}${until === undefined ? '' : `, until ${until}`})`,
        look: 'danger',
      }),
    ),
    ...plan.notes.map((note): Line => ({ text: `  note   ${oneLine(note)}`, look: 'changed' })),
    ...(operation?.safetyChecks ?? []).map(
      ({ name, outcome, message }): Line => ({
        text: `  ${outcome.padEnd(6)} ${name}: ${oneLine(message)}`,
        look: outcome === 'passed' ? 'faint' : 'danger',
      }),
    ),
    `policy ${plan.policy.fingerprint.slice(0, 12)}, key ${plan.policy.keyId ?? 'none'}, plan ${plan.hash.slice(0, 12)}`,
  ]
}

function tableLines({ table, policyTable, rows, masked, kept, selection }: TablePlan, width: number): Line[] {
  const masks = masked.map(({ column, transform }) => `${column} ${transform}`).join(', ')
  const name = oneLine(table).padEnd(width)
  return [
    `  ${name}  ${grouped(rows).padStart(9)} rows  ${masked.length > 0 ? `masked: ${oneLine(masks)}` : 'nothing masked'}; ${kept.length} kept`,
    ...(selection
      ? [
          {
            text: `  ${' '.repeat(width)}  ${table === policyTable ? '' : `about its part of ${oneLine(policyTable)}: `}${oneLine(selection.why.join('; ') || 'nothing leads to it')}`,
            look: 'faint',
          } as const,
        ]
      : []),
  ]
}

/** What became of it. */
export function cloneLines({ operation, verification }: CloneResult): Line[] {
  const { statistics, id, source, target, backupId, logs } = operation
  const failed = verification?.checks.filter(({ passed }) => !passed) ?? []
  return [
    { text: `Clone ${id} of ${oneLine(source)} took the place of ${oneLine(target)}`, look: 'added' },
    `${counted(statistics.rows, 'row')} in ${counted(statistics.tables.length, 'table')}, ${grouped(statistics.rowsMasked)} of them masked, ${bytes(statistics.bytes)}, in ${seconds(statistics.milliseconds / 1000)}`,
    ...statistics.groups.map(
      ({ group, rows, rowsMasked, tables }) =>
        `  group ${oneLine(group)}: ${counted(rows, 'row')} in ${counted(tables.length, 'table')}, ${grouped(rowsMasked)} of them masked`,
    ),
    ...(verification
      ? [
          `verified in ${seconds(verification.milliseconds / 1000)}: ${counted(verification.checks.length, 'check')}, ${grouped(failed.length)} failed`,
          ...kinds(verification.checks),
          ...verification.checks.filter(({ passed, count }) => passed && count > 0).map(waived),
        ]
      : ['it had been verified and promoted before it was interrupted']),
    ...logs
      .filter(({ level }) => level === 'warning')
      .map(({ message }): Line => ({ text: `  note   ${oneLine(message)}`, look: 'changed' })),
    backupId === null
      ? 'nothing stood there before'
      : `what stood there is backup ${backupId}: understudy rollback ${backupId}`,
  ]
}

function kinds(checks: readonly { readonly kind: string; readonly passed: boolean }[]): Line[] {
  const all = new Map<string, number>()
  for (const { kind, passed } of checks) if (passed) all.set(kind, (all.get(kind) ?? 0) + 1)
  return [...all].map(([kind, count]) => `  ${kind.padEnd(14)} ${grouped(count).padStart(5)} passed`)
}

/** What was found, and is let through. */
function waived({ table, column, count, message }: VerificationCheck): Line {
  const place = column === undefined ? table : `${table}.${column}`
  return { text: `  note   ${oneLine(place)}: ${grouped(count)} ${oneLine(message)}`, look: 'changed' }
}
