import type { MaskingPolicy } from '@understudy/sdk'
import { personalLabel, type Scan, type ScannedTable } from '@understudy/sdk/clone'
import { counted, grouped } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'

/** For people: what is undecided first, then what is to be masked, table by table; never a value. */
export function scanLines(scan: Scan, policy: MaskingPolicy, notes: readonly string[]): Line[] {
  const open = Object.entries(policy.undecided)
  const columns = [...scan.tables.values()].reduce((sum, table) => sum + table.columns.length, 0)
  const rows = [...scan.tables.values()].reduce((sum, table) => sum + table.rows, 0)
  return [
    {
      text: `${scan.source}: ${counted(scan.tables.size, 'table')}, ${counted(columns, 'column')}, ${counted(rows, 'row')} looked at`,
      look: 'heading',
    },
    ...(open.length === 0 ? [] : ['', { text: `${asked(policy)} to decide about`, look: 'changed' } as const]),
    ...open.map(([column, { why, suggestions }]) => {
      const ways = suggestions.map(wayOf).join(' or ')
      return `  ${oneLine(column)}: ${oneLine(why)}${ways === '' ? '' : ` (${ways}?)`}`
    }),
    ...[...scan.tables].flatMap(([name, table]) => tableLines(name, table)),
    ...(scan.references.length === 0
      ? []
      : ['', { text: 'Keys that the database does not know', look: 'heading' } as const]),
    ...scan.references.map(({ from, to, where }) => {
      const some = where === undefined ? '' : ` where ${where.column} is ${where.equals}`
      return `  ${oneLine(from)} → ${oneLine(to)}${oneLine(some)}`
    }),
    ...(notes.length === 0 ? [] : ['', { text: 'Since the old policy', look: 'heading' } as const]),
    ...notes.map((note) => `  ${oneLine(note)}`),
  ]
}

/** What nobody has decided about. */
export function asked({ undecided }: MaskingPolicy): string {
  const objects = Object.hasOwn(undecided, 'largeObjects')
  const columns = Object.keys(undecided).length - Number(objects)
  return [...(columns > 0 ? [counted(columns, 'column')] : []), ...(objects ? ['large objects'] : [])].join(' and ')
}

function wayOf(one: MaskingPolicy['undecided'][string]['suggestions'][number]): string {
  return typeof one === 'string' ? one : 'keep' in one ? 'keep, by a waiver' : one.transform
}

function tableLines(name: string, table: ScannedTable): Line[] {
  const found = table.columns.filter(
    ({ verdict, findings }) =>
      verdict.kind === 'mask' || verdict.kind === 'follows' || (verdict.kind === 'generated' && findings.length > 0),
  )
  const kept = table.columns.filter(({ verdict }) => verdict.kind === 'keep')
  const wide = Math.max(0, ...found.map((column) => oneLine(column.name).length))
  const subject = table.subject.length === 0 ? '' : `, a subject is ${oneLine(table.subject.join(', '))}`
  const unread = table.unread === undefined ? '' : `; ${table.unread}`
  if (found.length === 0 && table.unread === undefined) return []
  return [
    '',
    { text: `${oneLine(name)} (${counted(table.rows, 'row')}${subject}${unread})`, look: 'heading' },
    ...found.flatMap(({ name: column, findings, verdict }): Line[] => {
      const inside = findings.filter(({ path }) => path !== undefined)
      const shown = findings[0]?.path === undefined ? findings.slice(0, 1) : inside
      const end =
        verdict.kind === 'mask'
          ? ` → ${verdict.decision.transform}`
          : verdict.kind === 'follows'
            ? ` → follows ${oneLine(verdict.column)}`
            : ' → made by the database of other columns'
      if (shown.length === 0) return [`  ${oneLine(column).padEnd(wide)} ${end}`]
      return shown.flatMap((finding): Line[] => [
        `  ${oneLine(column).padEnd(wide)}  ${personalLabel(finding.class)}${finding.path === undefined ? '' : ` at ${oneLine(finding.path)}`}, ${Math.round(finding.confidence * 100)} %${end}`,
        { text: `  ${''.padEnd(wide)}  ${finding.evidence.map(oneLine).join('; ')}`, look: 'faint' },
      ])
    }),
    ...(kept.length === 0
      ? []
      : [
          {
            text: `  ${grouped(kept.length)} kept: ${kept.map((column) => oneLine(column.name)).join(', ')}`,
            look: 'faint',
          } as const,
        ]),
  ]
}
