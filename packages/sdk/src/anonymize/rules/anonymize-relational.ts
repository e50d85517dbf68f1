import { UnderstudyError } from '../../errors.ts'
import { maskRows, type Row } from '../apply/mask-rows.ts'
import type { RecordedWaiver } from '../compiled-policy.ts'
import { suggestDecisions } from '../detect/suggest-decision.ts'
import type { MaskingKey } from '../key/masking-key.ts'
import { compilePolicy } from '../policy/compile-policy.ts'
import { columnIdentity } from '../policy/identity.ts'
import type { ColumnDecision } from '../policy.ts'
import type { AnonymizationRule } from './anonymization-rule.ts'
import { decisionsByRules, policyOfDecisions } from './rules-policy.ts'
import { decidable, type ShownTable, shownTable } from './shown-table.ts'

/** Tables that refer to each other, as rows. */
export interface RelationalData {
  readonly tables: Readonly<Record<string, readonly Row[]>>
  /** "orders.customer_id" refers to "customers.id". */
  readonly relationships: readonly { readonly from: string; readonly to: string }[]
  /** What else is masked; without rules only what the relationships hold on to is. */
  readonly rules?: readonly AnonymizationRule[] | undefined
}

export interface AnonymizedTables {
  readonly tables: Readonly<Record<string, Record<string, unknown>[]>>
  readonly waivers: readonly RecordedWaiver[]
}

/** Masks tables at once, so that what refers still finds what it refers to: counted on what came out. */
export function anonymizeRelational(data: RelationalData, key: MaskingKey, locale: string): AnonymizedTables {
  const { rules, relationships } = data
  const shown = new Map(
    Object.entries(data.tables).flatMap(([name, rows]): [string, ShownTable][] =>
      rows.length === 0 ? [] : [[name, shownTable(name, rows)]],
    ),
  )
  const there = relationships.filter((one) => [one.from, one.to].every((id) => placeOf(id, shown) !== undefined))
  const referring = new Set(there.map(({ from }) => from))
  const decisions = new Map<string, Readonly<Record<string, ColumnDecision>>>()
  for (const [name, table] of shown) {
    const isRuled = (column: string) =>
      rules?.some((rule) => rule.tableName === name && rule.columnName === column) ?? false
    const columns = table.table.columns.map((column) => column.name).filter((column) => !isRuled(column))
    const follows = columns.filter((column) => referring.has(columnIdentity(name, column)))
    const keys = columns.filter(
      (column) => !follows.includes(column) && there.some(({ to }) => to === columnIdentity(name, column)),
    )
    const byRules =
      rules === undefined
        ? Object.fromEntries(columns.map((column): [string, ColumnDecision] => [column, 'keep']))
        : decisionsByRules(table, rules, new Set([...follows, ...keys]))
    decisions.set(
      name,
      Object.fromEntries([
        ...Object.entries(byRules).filter(([column]) => !follows.includes(column)),
        ...keys.map((column) => [column, keyDecision(table, column)]),
      ]),
    )
  }
  const policy = policyOfDecisions(Object.fromEntries(decisions), there, locale)
  const schema = { tables: [...shown].map(([name, table]) => table.withPolicy({ columns: decisions.get(name) ?? {} })) }
  const compiled = compilePolicy(policy, schema, { key })
  const tables = Object.fromEntries(
    Object.entries(data.tables).map(([name, rows]) => {
      const mask = compiled.tables.get(name)
      return [name, mask === undefined ? [] : generated(maskRows(rows, mask), rows, name, rules ?? [])]
    }),
  )
  for (const one of there) refuseOrphans(one, data.tables, tables, shown)
  return { tables, waivers: compiled.waivers }
}

/** Values of functions in their place: of what was there, never of NULL. */
function generated(
  masked: Record<string, unknown>[],
  rows: readonly Row[],
  table: string,
  rules: readonly AnonymizationRule[],
): Record<string, unknown>[] {
  for (const { tableName, columnName, customGenerator, anonymizationType, isActive } of rules) {
    if (tableName !== table || anonymizationType !== 'custom' || customGenerator === undefined) continue
    if (isActive === false) continue
    for (const [i, row] of rows.entries()) {
      const original = row[columnName]
      const into = masked[i]
      if (!Object.hasOwn(row, columnName) || original === null || original === undefined || !into) continue
      Object.defineProperty(into, columnName, {
        value: customGenerator(original) ?? null,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
  }
  return masked
}

function keyDecision(table: ShownTable, column: string): ColumnDecision {
  const asked = decidable(table, column, true)
  const [first] = asked === undefined ? [] : suggestDecisions(undefined, asked)
  if (first !== undefined) return first
  const at = columnIdentity(table.table.name, column)
  throw new UnderstudyError('TRANSFORM_UNFIT', {
    operation: 'mask keys',
    message: `${at} is referred to, and no transform keeps its values apart`,
    at,
  })
}

interface Found {
  readonly table: string
  readonly column: string
}

function placeOf(id: string, shown: ReadonlyMap<string, ShownTable>): Found | undefined {
  for (const [
    table,
    {
      table: { columns },
    },
  ] of shown) {
    const column = columns.find(({ name }) => columnIdentity(table, name) === id)
    if (column) return { table, column: column.name }
  }
  return undefined
}

type Tables = Readonly<Record<string, readonly Row[]>>

function refuseOrphans(
  { from, to }: RelationalData['relationships'][number],
  before: Tables,
  after: Tables,
  shown: ReadonlyMap<string, ShownTable>,
): void {
  const [first, second] = [placeOf(from, shown), placeOf(to, shown)]
  if (!first || !second || orphans(first, second, before) === orphans(first, second, after)) return
  throw new UnderstudyError('MASKING_FAILED', {
    operation: 'mask tables',
    message: `Rows of ${from} no longer find what they refer to in ${to}`,
    at: from,
  })
}

function orphans(from: Found, to: Found, tables: Tables): number {
  const keys = new Set((tables[to.table] ?? []).map((row) => String(row[to.column])))
  const referring = (tables[from.table] ?? []).map((row) => row[from.column])
  return referring.filter((value) => value !== null && value !== undefined && !keys.has(String(value))).length
}
