import { UnderstudyError } from '../../errors.ts'
import type { RowSource } from '../../quality/row-source.ts'
import type { DataPatterns } from '../data-patterns.ts'
import type { Note } from './column-draft.ts'
import { type EntityOptions, type LearnedEntity, learnEntity } from './learn-entity.ts'
import type { NetworkColumn } from './learn-network.ts'
import { type LearnedRelationship, learnRelationship, type RelationshipEnds } from './learn-relationship.ts'
import { type Budget, learnPrivateEntity, shares } from './private/learn-private-entity.ts'
import { noiseOf } from './private/noise.ts'
import { privateChildren } from './private/private-children.ts'
import { readSample } from './read-sample.ts'
import { rowKeys } from './row-keys.ts'
import type { SampleTable } from './sample-table.ts'
import { relationshipEnds, schemaFacts } from './schema-facts.ts'

export interface AnalyzeOptions {
  /** When it was learned; nothing here reads a clock. */
  readonly at: Date
  /** What fewer rows share is not learned; 5 where left out. */
  readonly rareBelow?: number | undefined
  /** Of each entity so many rows are looked at; 500,000 where left out. */
  readonly mostRows?: number | undefined
  /** Differential privacy, of one row of any entity. Where a seed is given, it is as secret as the sample. */
  readonly privacy?: PrivacyBudget | undefined
  readonly signal?: AbortSignal | undefined
}

export interface PrivacyBudget {
  readonly epsilon: number
  /** The chance that a value of one row shows; a millionth where left out. */
  readonly delta?: number | undefined
  readonly seed?: string | number | undefined
}

const RARE_BELOW = 5

/** What a sample says of the data that it was taken of, and nothing that it says of single rows. */
export async function analyzePatterns(source: RowSource, options: AnalyzeOptions): Promise<DataPatterns> {
  const rareBelow = options.rareBelow ?? RARE_BELOW
  const tables = (await readSample(source, options)).filter(({ columns }) => columns.length > 0)
  if (tables.length === 0) throw nothingToLearn(source.name)
  const facts = schemaFacts(source.schema)
  const ends = relationshipEnds(tables, source.schema)
  const relationships = ends.map((one) => ({ ends: one, learned: learnRelationship(one, rareBelow) }))
  const budget = options.privacy && checkedBudget(options.privacy)
  const noise = budget && noiseOf(options.privacy?.seed)
  const learned = new Map<string, LearnedEntity>()
  const notes: Note[] = budget ? [] : relationships.flatMap(({ learned: { notes: own } }) => own)
  for (const table of parentsFirst(tables, ends)) {
    options.signal?.throwIfAborted()
    const own = relationships.filter(({ ends: { child } }) => child.table === table)
    const references = new Set(own.flatMap(({ ends: { child } }) => child.fields))
    const { primaryKey, unique, uniqueTogether, table: place, about, orderings, rules, unkept } = facts(table.entity)
    const there = new Set(table.columns.map(({ name }) => name))
    const sets = uniqueTogether.filter((set) => set.every((name) => there.has(name)))
    const kept = sets.filter((set) =>
      isKept(
        set,
        own.map(({ ends: one }) => one),
        references,
      ),
    )
    const wish: EntityOptions = {
      rareBelow,
      primaryKey,
      unique,
      uniqueTogether: kept,
      references,
      dealtBy: dealtBy(own.map(({ ends: one }) => one)),
      ordinals: ordinalsOf(
        table,
        primaryKey,
        references,
        own.map(({ ends: one }) => one),
      ),
      given: budget ? [] : own.flatMap(({ ends: one, learned: of }) => columnsOfParent(one, of, learned)),
      about,
      table: place,
      orderings,
      rules: rules.filter((text) => ![...references].some((name) => text.includes(name))),
    }
    const entity: LearnedEntity =
      budget && noise
        ? { ...learnPrivateEntity(table, wish, budget, noise), drafts: new Map() }
        : learnEntity(table, wish)
    learned.set(table.entity, entity)
    notes.push(
      ...entity.notes,
      ...[...unkept, ...sets.filter((set) => !kept.includes(set)).map((set) => `unique (${set.join(', ')})`)].map(
        (text) => ({ at: table.entity, code: 'rule-not-kept', message: `rows may break ${text}` }),
      ),
    )
  }
  return {
    kind: 'understudy.patterns',
    version: 1,
    learnedFrom: {
      name: source.name,
      rows: tables.reduce((sum, { seen }) => sum + seen, 0),
      at: options.at.toISOString(),
    },
    rareBelow,
    ...(budget ? { privacy: { ...budget, spent: spentOf(budget, relationships.length > 0) } } : {}),
    entities: tables.map(({ entity }) => learned.get(entity)!.pattern),
    relationships: relationships.map(({ learned: of }) =>
      budget && noise
        ? privateChildren(of, (budget.epsilon * shares.children) / relationships.length, noise)
        : of.pattern,
    ),
    notes,
  }
}

function nothingToLearn(name: string): UnderstudyError {
  return new UnderstudyError('INPUT_MALFORMED', {
    operation: 'learn patterns',
    at: name,
    message: `${name} has no rows: there is nothing to learn`,
    hint: 'Give rows, or a schema or a database that names the columns.',
  })
}

function checkedBudget({ epsilon, delta = 1e-6 }: PrivacyBudget): Budget {
  if (epsilon > 0 && Number.isFinite(epsilon) && delta > 0 && delta < 0.5) return { epsilon, delta }
  throw new UnderstudyError('USAGE', {
    operation: 'learn patterns',
    message: 'a budget of differential privacy has an epsilon above 0, and a delta above 0 and below a half',
    hint: 'An epsilon of 1 is usual, and a delta well below one in the number of rows.',
  })
}

/** Without children their share is not spent. */
function spentOf({ epsilon }: Budget, hasChildren: boolean): Record<string, number> {
  const { children, ...others } = shares
  const spent = hasChildren ? { ...others, children } : others
  return Object.fromEntries(
    Object.entries(spent).map(([what, share]) => [what, Number((epsilon * share).toPrecision(6))]),
  )
}

/** What the rows of a parent are like, by the rows of its children. */
function columnsOfParent(
  { parent, child }: RelationshipEnds,
  { parentRows }: LearnedRelationship,
  learned: ReadonlyMap<string, LearnedEntity>,
): NetworkColumn[] {
  const entity = learned.get(parent.table.entity)
  if (parent.table === child.table || !entity) return []
  return entity.pattern.network.nodes.flatMap(({ column }): NetworkColumn[] => {
    const draft = entity.drafts.get(column)
    if (!draft || draft.levelCount > 100) return []
    return [
      {
        parent: { column, through: child.fields.join() },
        levels: parentRows.map((row) => (row < 0 ? 0 : draft.levels[row]!)),
        levelCount: draft.levelCount,
        after: [],
      },
    ]
  })
}

/** Rows are made in the order of the parents of the first relationship that leads to another entity. */
function dealtBy(ends: readonly RelationshipEnds[]): ReadonlySet<string> {
  const first = ends.find(({ parent, child }) => parent.table !== child.table)
  return new Set(first && first.child.fields.length === 1 ? first.child.fields : [])
}

/**
 * Rows are drawn again for their own columns, not for those that they refer by; of two references in one set, each row
 * of the parent that they stand by has another row of the other one.
 */
function isKept(set: readonly string[], ends: readonly RelationshipEnds[], references: ReadonlySet<string>): boolean {
  if (set.some((name) => !references.has(name))) return true
  const [dealt, ...others] = ends.filter(({ parent, child }) => parent.table !== child.table)
  return others.some(({ child }) =>
    set.every((name) => child.fields.includes(name) || dealt?.child.fields.includes(name) === true),
  )
}

/** The part of a primary key that counts the rows of each parent: the number of a line. */
function ordinalsOf(
  table: SampleTable,
  primaryKey: readonly string[] | undefined,
  references: ReadonlySet<string>,
  ends: readonly RelationshipEnds[],
): ReadonlySet<string> {
  const own = (primaryKey ?? []).filter((name) => !references.has(name))
  const [only] = own
  const isOfParent = ends.some(({ child }) => child.fields.every((name) => primaryKey?.includes(name)))
  if (only === undefined || own.length !== 1 || !isOfParent || rowKeys(table, own) === undefined) return new Set()
  const column = table.columns.find(({ name }) => name === only)
  return column?.kind === 'number' && column.type === 'integer' ? new Set([only]) : new Set()
}

function parentsFirst(tables: readonly SampleTable[], ends: readonly RelationshipEnds[]): SampleTable[] {
  const order: SampleTable[] = []
  const waiting = [...tables]
  while (waiting.length > 0) {
    const free = waiting.find((table) =>
      ends.every(
        ({ parent, child }) => child.table !== table || parent.table === table || order.includes(parent.table),
      ),
    )
    const next = free ?? waiting[0]!
    waiting.splice(waiting.indexOf(next), 1)
    order.push(next)
  }
  return order
}
