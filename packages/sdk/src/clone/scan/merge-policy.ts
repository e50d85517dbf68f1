import { columnIdentity, largeObjectsQuestion } from '../../anonymize/policy/identity.ts'
import type { ColumnDecision, MaskingPolicy, SoftReference, TablePolicy, Undecided } from '../../anonymize/policy.ts'
import { pinnedVersions } from './pinned-versions.ts'
import { policyOf } from './policy-of.ts'
import type { Scan } from './scan.ts'

export interface MergedPolicy {
  readonly policy: MaskingPolicy
  /** What changed, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * A new scan under an old policy. What people decided stays as it is; columns that are new are undecided, however sure
 * the scan is, since nobody has seen them; what is gone is dropped.
 */
export function mergePolicy(old: MaskingPolicy, scan: Scan): MergedPolicy {
  const fresh = policyOf(scan, { locale: old.locale })
  const notes: string[] = []
  const undecided: Record<string, Undecided> = {}
  const tables: Record<string, TablePolicy> = {}
  for (const [table, scanned] of scan.tables) {
    const before = own(old.tables, table)
    const columns: Record<string, ColumnDecision> = {}
    for (const { name, verdict } of scanned.columns) {
      const identity = columnIdentity(table, name)
      const decided = before === undefined ? undefined : own(before.columns, name)
      if (verdict.kind === 'generated') {
        if (decided !== undefined)
          notes.push(`${identity}: the database makes it of other columns now; its decision was dropped`)
        continue
      }
      if (decided !== undefined) {
        columns[name] = decided
        if (decided === 'keep' && verdict.kind === 'mask')
          notes.push(`${identity} is kept, and it looks like ${verdict.why}`)
        continue
      }
      if (verdict.kind === 'follows') continue
      const asked = own(old.undecided, identity)
      const found =
        own(fresh.undecided, identity) ?? newlyFound(verdict.why, own(fresh.tables[table]?.columns ?? {}, name))
      undecided[identity] = found
      if (asked === undefined) notes.push(`${identity} is new, and undecided`)
    }
    const scannedTable = fresh.tables[table]
    tables[table] = { ...(before ?? scannedTable), columns }
  }
  const { [largeObjectsQuestion]: asked } = fresh.undecided
  if (old.largeObjects === undefined && asked !== undefined) {
    undecided[largeObjectsQuestion] = asked
    if (!Object.hasOwn(old.undecided, largeObjectsQuestion)) notes.push('largeObjects are new, and undecided')
  } else if (Object.hasOwn(old.undecided, largeObjectsQuestion)) {
    notes.push(`largeObjects are ${old.largeObjects === undefined ? 'gone' : 'decided'}; the question was dropped`)
  }
  notes.push(...gone(old, scan))
  const kept = old.references.filter(({ from, to }) => isThere(scan, from) && isThere(scan, to))
  const added = scan.references.filter((one) => !old.references.some((before) => saysOf(before, one)))
  notes.push(...added.map((one) => `${referenceText(one)}: the reference was added`))
  const pinned = pinnedVersions(scan.schema, undecided, tables, old.largeObjects)
  const policy = {
    ...old,
    undecided,
    tables,
    references: [...kept, ...added],
    transforms: { ...pinned, ...used(old.transforms, pinned) },
  }
  return { policy, notes }
}

/** Whether people have said already what the column refers to in these rows. */
function saysOf(before: SoftReference, { from, where }: SoftReference): boolean {
  if (before.from !== from) return false
  return before.where?.column !== where?.column || before.where?.equals === where?.equals
}

function referenceText({ from, to, where }: SoftReference): string {
  return `${from} refers to ${to}${where ? ` where ${where.column} is ${where.equals}` : ''}`
}

function newlyFound(why: string, decision: ColumnDecision | undefined): Undecided {
  return { why, suggestions: decision === undefined ? ['keep'] : decision === 'keep' ? ['keep'] : [decision, 'keep'] }
}

/** Versions that the policy had pinned stay, as far as they are still used. */
function used(old: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(old).filter(([name]) => Object.hasOwn(now, name)))
}

function gone(old: MaskingPolicy, scan: Scan): string[] {
  const there = new Set(
    [...scan.tables].flatMap(([table, { columns }]) => columns.map(({ name }) => columnIdentity(table, name))),
  )
  const decided = Object.entries(old.tables).flatMap(([table, { columns }]) =>
    Object.keys(columns).map((name) => columnIdentity(table, name)),
  )
  const privacy = old.privacy
    .filter(({ table }) => !scan.tables.has(table))
    .map(({ table }) => `${table} is gone, and a demand on its privacy stands; take it out`)
  const left = [...new Set([...decided, ...Object.keys(old.undecided)])].filter(
    (identity) => identity !== largeObjectsQuestion && !there.has(identity),
  )
  return [...left.map((identity) => `${identity} is gone; its decision was dropped`), ...privacy]
}

/** Of several columns, written with parentheses, the table alone is looked for. */
function isThere(scan: Scan, identity: string): boolean {
  return [...scan.tables].some(
    ([table, { columns }]) =>
      identity.startsWith(`${table}.(`) || columns.some(({ name }) => columnIdentity(table, name) === identity),
  )
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
