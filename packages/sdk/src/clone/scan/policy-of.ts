import { columnIdentity, largeObjectsQuestion } from '../../anonymize/policy/identity.ts'
import { placesOf } from '../../anonymize/policy/schema-index.ts'
import { keyedSubject, keyLinks } from '../../anonymize/policy/subject-of.ts'
import type { ColumnDecision, MaskingPolicy, PolicySubject, TablePolicy, Undecided } from '../../anonymize/policy.ts'
import { pinnedVersions } from './pinned-versions.ts'
import type { Scan } from './scan.ts'

export interface PolicyOptions {
  /** Of the people whose names take the place of others; en when not said. */
  readonly locale?: string | undefined
}

/**
 * A policy to review: a decision where the scan is sure, and a question on top where it is not. Columns that follow a
 * masked key, and those that the engine makes, have no line: nothing is to be decided about them.
 */
export function policyOf(scan: Scan, { locale = 'en' }: PolicyOptions = {}): MaskingPolicy {
  const undecided: Record<string, Undecided> = {}
  const tables: Record<string, TablePolicy> = {}
  const subjects = subjectsOf(scan)
  for (const [name, { columns, subject }] of scan.tables) {
    const decisions: Record<string, ColumnDecision> = {}
    for (const { name: column, verdict } of columns) {
      switch (verdict.kind) {
        case 'mask':
          decisions[column] = verdict.decision
          break
        case 'keep':
          decisions[column] = 'keep'
          break
        case 'undecided':
          undecided[columnIdentity(name, column)] = { why: verdict.why, suggestions: verdict.suggestions }
          break
        case 'follows':
        case 'generated':
          break
      }
    }
    tables[name] = { ...(subject.length > 0 ? { subject: subjects(name, subject) } : {}), columns: decisions }
  }
  const { largeObjects } = scan
  if (largeObjects > 0) undecided[largeObjectsQuestion] = askedOf(largeObjects)
  return {
    kind: 'masking-policy',
    version: 1,
    undecided,
    transforms: pinnedVersions(scan.schema, undecided, tables),
    tables,
    references: scan.references,
    privacy: [],
    locale,
  }
}

function askedOf(count: number): Undecided {
  const objects = count === 1 ? '1 large object' : `${count} large objects`
  return {
    why: `the source holds ${objects}, and nobody knows what is in ${count === 1 ? 'it' : 'them'}`,
    suggestions: ['empty', { transform: 'file' }, { keep: { reason: '…', by: '…' } }],
  }
}

/** With what they are the key of, where that is another table's: masked without that one, a table agrees with it. */
function subjectsOf({ schema, references }: Scan): (table: string, columns: readonly string[]) => PolicySubject {
  const links = keyLinks(schema, references, placesOf(schema, { tables: {} }, []))
  return (table, columns) => {
    const subject = keyedSubject(table, columns, links)
    return subject.of === keyedSubject(table, columns, []).of ? columns : subject
  }
}
