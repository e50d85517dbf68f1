import type { MaskingColumn, MaskingSchema, MaskingTable } from '../masking-schema.ts'
import { keysOn } from '../policy/fit.ts'
import { columnIdentity } from '../policy/identity.ts'
import type { ColumnDecision, SoftReference } from '../policy.ts'
import { partRules } from './decide-parts.ts'
import type { DetectedColumn, DetectedTable } from './detect-table.ts'
import type { Finding } from './finding.ts'
import { followTyped } from './follow-typed.ts'
import { harmlessBecause } from './harmless-column.ts'
import { listedValues } from './listed-values.ts'
import { labelOf, weightOf } from './personal-class.ts'
import { type Decidable, suggestDecision, suggestDecisions } from './suggest-decision.ts'
import { standings, type Standing as TableStanding } from './table-standing.ts'
import type { Verdict } from './verdict.ts'
import type { Weighed } from './weigh-clues.ts'
import { withSoftKeys } from './with-soft-keys.ts'

export interface JudgedColumn {
  readonly name: string
  readonly findings: readonly Finding[]
  readonly verdict: Verdict
}

export interface JudgedTable {
  readonly columns: readonly JudgedColumn[]
  /** Columns that say whose row it is. */
  readonly subject: readonly string[]
}

export interface JudgeOptions {
  /** From here on a finding is a decision; 0.7 where left out. */
  readonly minConfidence?: number | undefined
  /** Keys that the schema does not know; what refers follows them as it does others. */
  readonly references?: readonly SoftReference[] | undefined
}

const usualConfidence = 0.7
/** Below this a finding is no reason to ask. */
const suspicion = 0.3

/** Decides about all columns together, since keys tie them: masks where it is sure, keeps where that is safe, else asks. */
export function judge(
  known: MaskingSchema,
  detected: ReadonlyMap<string, DetectedTable>,
  { minConfidence = usualConfidence, references = [] }: JudgeOptions = {},
): ReadonlyMap<string, JudgedTable> {
  const { schema, typed } = withSoftKeys(known, references)
  const tables = standings(schema, detected, minConfidence, typed)
  const verdicts = new Map<string, Verdict>()
  const pending = schema.tables.flatMap((table) => table.columns.map((column) => ({ table, column })))
  for (const { table, column } of pending) {
    verdicts.set(
      columnIdentity(table.name, column.name),
      verdictOf(table, column, detected.get(table.name), tables.get(table.name), minConfidence),
    )
  }
  follow(schema, verdicts)
  followTyped(typed, verdicts)
  for (const table of schema.tables) lookForOwnNames(table, verdicts)
  return new Map(
    schema.tables.map((table) => {
      const columns = table.columns.map((column): JudgedColumn => {
        const found = foundOf(detected.get(table.name), column.name)
        return {
          name: column.name,
          findings: (found?.findings ?? []).map((finding) => ({
            ...finding,
            decision: decisionFor(table, column, finding, found),
          })),
          verdict: verdicts.get(columnIdentity(table.name, column.name)) ?? {
            kind: 'undecided',
            why: 'it was not looked at',
            suggestions: [],
          },
        }
      })
      return [table.name, { columns, subject: tables.get(table.name)?.subject ?? [] }]
    }),
  )
}

const namesOfPeople = ['first-name', 'middle-name', 'last-name', 'full-name', 'username', 'email', 'phone']

/** Free text speaks of whom its row is of: their names are looked for in it, and masked as their columns are. */
function lookForOwnNames(table: MaskingTable, verdicts: Map<string, Verdict>): void {
  const columns = Object.fromEntries(
    table.columns.flatMap(({ name, value }) => {
      const verdict = verdicts.get(columnIdentity(table.name, name))
      if (verdict?.kind !== 'mask' || value.kind !== 'scalar') return []
      const { transform, options } = verdict.decision
      if (!namesOfPeople.includes(transform)) return []
      return [[name, options === undefined ? transform : { transform, options }] as const]
    }),
  )
  if (Object.keys(columns).length === 0) return
  for (const { name } of table.columns) {
    const at = columnIdentity(table.name, name)
    const verdict = verdicts.get(at)
    if (verdict?.kind !== 'mask' || verdict.decision.transform !== 'free-text') continue
    const { decision } = verdict
    verdicts.set(at, { ...verdict, decision: { ...decision, options: { ...decision.options, columns } } })
  }
}

function foundOf(table: DetectedTable | undefined, name: string): DetectedColumn | undefined {
  return table?.columns.find((column) => column.name === name)
}

function verdictOf(
  table: MaskingTable,
  column: MaskingColumn,
  detected: DetectedTable | undefined,
  standing: TableStanding | undefined,
  least: number,
): Verdict {
  if (column.generated) return { kind: 'generated' }
  const found = foundOf(detected, column.name)
  const ways = suggestionsOf(table, column, found)
  const undecided = (why: string): Verdict => ({ kind: 'undecided', why, suggestions: ways })
  const inKey =
    table.keys.some((key) => key.includes(column.name)) ||
    table.foreignKeys.some(({ columns }) => columns.includes(column.name))
  // Numbers of keys look like many things.
  const top = found?.findings.find(
    ({ class: name, confidence }) => !inKey || confidence >= least || !['cvv', 'age', 'postcode', 'geo'].includes(name),
  )
  const fixed = table.fixed.find(({ columns, allows }) => allows !== 'values' && columns.includes(column.name))
  const concernsPeople = standing?.concernsPeople ?? true
  if (detected?.unread !== undefined && (top === undefined || top.confidence < least)) return undecided(detected.unread)
  if (fixed !== undefined && top !== undefined && top.confidence >= suspicion)
    return { kind: 'undecided', why: `${saidOf(top)}; no mask may touch it: ${fixed.why}`, suggestions: ['keep'] }

  const parts = partRules(table, column, found, least)
  if (parts !== undefined)
    return parts.decision === undefined
      ? undecided(parts.why)
      : { kind: 'mask', decision: parts.decision, why: parts.why }

  if (top !== undefined && top.path === undefined && top.confidence >= least) {
    const decision = suggestDecision(top.class, decidable(table, column, found))
    const why = saidOf(top)
    switch (weightOf(top.class)) {
      case 'sensitive':
        if (!concernsPeople && isReference(top))
          return { kind: 'keep', why: `${why}, in a table that nothing ties to people` }
        return decision === undefined ? undecided(`${why}, and no transform fits`) : { kind: 'mask', decision, why }
      case 'direct':
      case 'secret':
        return decision === undefined ? undecided(`${why}, and no transform fits`) : { kind: 'mask', decision, why }
      case 'quasi':
      case 'open':
        if (concernsPeople)
          return decision === undefined ? undecided(`${why}, and no transform fits`) : { kind: 'mask', decision, why }
        return isReference(top)
          ? { kind: 'keep', why: `${why}, in a table that nothing ties to people` }
          : undecided(why)
    }
  }
  const listed = listedValues(table.checks, column.name) !== undefined
  if (top !== undefined && top.confidence >= suspicion && !(listed && top.confidence < least))
    return undecided(saidOf(top))
  const harmless = found && harmlessBecause(column, found, { concernsPeople, inKey, listed })
  return harmless === undefined ? undecided(unknownBecause(found)) : { kind: 'keep', why: harmless }
}

/** Places and the like, listed for others to point at. */
function isReference({ class: name }: Weighed): boolean {
  return ['city', 'state', 'country', 'postcode', 'origin', 'job-title', 'sex', 'name-prefix'].includes(name)
}

function unknownBecause(found: DetectedColumn | undefined): string {
  return found === undefined || found.empty
    ? 'it has no values to learn from, and its name says nothing'
    : 'nothing personal was found, and nothing says that it is harmless'
}

function saidOf({ class: name, evidence, path }: Weighed): string {
  return `${labelOf(name)}${path === undefined ? '' : ` at ${path}`}: ${evidence.join('; ')}`
}

function decidable(table: MaskingTable, column: MaskingColumn, found: DetectedColumn | undefined): Decidable {
  return {
    table: table.name,
    name: column.name,
    type: column.value,
    nullable: column.nullable,
    unique: keysOn(table, column.name).length > 0,
    words: found?.words,
    written: found?.written,
    listed: listedValues(table.checks, column.name),
    initials: found?.looks === 'initial' && found.words === undefined,
  }
}

function decisionFor(
  table: MaskingTable,
  column: MaskingColumn,
  finding: Weighed,
  found: DetectedColumn | undefined,
): ColumnDecision | undefined {
  return suggestDecision(finding.class, {
    ...decidable(table, column, found),
    ...(finding.path === undefined || column.value.kind === 'list'
      ? {}
      : { type: { kind: 'scalar', form: 'text' } as const, unique: false }),
  })
}

/** What people may choose of: ways that fit what was suspected, then to keep it. */
function suggestionsOf(
  table: MaskingTable,
  column: MaskingColumn,
  found: DetectedColumn | undefined,
): readonly ColumnDecision[] {
  const top = found?.findings.find(({ path }) => path === undefined)
  const ways = suggestDecisions(top?.class, decidable(table, column, found))
  const fixed = table.fixed.filter(({ columns }) => columns.includes(column.name))
  const allowed = ways.filter(({ transform }) =>
    fixed.every(({ allows = 'null' }) => allows === (transform === 'null' ? 'null' : 'values')),
  )
  return [...allowed.slice(0, 3), 'keep']
}

/** A column that refers to a masked key is masked with it, and one that refers to an open question waits for its answer. */
function follow(schema: MaskingSchema, verdicts: Map<string, Verdict>): void {
  const ties = schema.tables.flatMap((table) =>
    table.foreignKeys.flatMap((key) =>
      key.columns.map((column, at) => ({
        from: columnIdentity(table.name, column),
        to: columnIdentity(key.table, key.references[at] ?? ''),
      })),
    ),
  )
  // A chain of keys is followed link by link; each round moves one link on, and there are no more links than ties.
  for (let round = 0; round <= ties.length; round++) {
    let moved = false
    for (const { from, to } of ties) {
      const [own, other] = [verdicts.get(from), verdicts.get(to)]
      if (own === undefined || other === undefined || own.kind === 'follows' || own.kind === 'generated' || from === to)
        continue
      const next: Verdict | undefined =
        other.kind === 'mask'
          ? { kind: 'follows', column: to }
          : other.kind === 'follows'
            ? { kind: 'follows', column: other.column }
            : other.kind === 'keep' && own.kind !== 'keep'
              ? { kind: 'keep', why: `it refers to ${to}, which is kept` }
              : other.kind === 'undecided' && (own.kind !== 'undecided' || !own.why.startsWith('it refers to'))
                ? {
                    kind: 'undecided',
                    why: `it refers to ${to}, which is undecided: masked, it follows by itself and needs no line; kept, it is kept`,
                    suggestions: ['keep'],
                  }
                : undefined
      if (next === undefined || (next.kind === 'follows' && next.column === from)) continue
      verdicts.set(from, next)
      moved = true
    }
    if (!moved) return
  }
}
