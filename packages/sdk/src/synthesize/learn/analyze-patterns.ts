import type { RowSource } from '../../quality/row-source.ts'
import type { DataPatterns } from '../data-patterns.ts'
import type { Note } from './column-draft.ts'
import type { LearnedEntity } from './learn-entity.ts'
import { learnEntity } from './learn-entity.ts'
import type { NetworkColumn } from './learn-network.ts'
import { type LearnedRelationship, learnRelationship, type RelationshipEnds } from './learn-relationship.ts'
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
  readonly signal?: AbortSignal | undefined
}

export const RARE_BELOW = 5

/** What a sample says of the data that it was taken of, and nothing that it says of single rows. */
export async function analyzePatterns(source: RowSource, options: AnalyzeOptions): Promise<DataPatterns> {
  const rareBelow = options.rareBelow ?? RARE_BELOW
  const tables = await readSample(source, options)
  const facts = schemaFacts(source.schema)
  const ends = relationshipEnds(tables, source.schema)
  const relationships = ends.map((one) => ({ ends: one, learned: learnRelationship(one, rareBelow) }))
  const learned = new Map<string, LearnedEntity>()
  const notes: Note[] = relationships.flatMap(({ learned: { notes: own } }) => own)
  for (const table of parentsFirst(tables, ends)) {
    options.signal?.throwIfAborted()
    const own = relationships.filter(({ ends: { child } }) => child.table === table)
    const references = new Set(own.flatMap(({ ends: { child } }) => child.fields))
    const { primaryKey, unique, table: place, about, orderings, rules, unkept } = facts(table.entity)
    const entity = learnEntity(table, {
      rareBelow,
      primaryKey,
      unique,
      references,
      dealtBy: dealtBy(own.map(({ ends: one }) => one)),
      ordinals: ordinalsOf(
        table,
        primaryKey,
        references,
        own.map(({ ends: one }) => one),
      ),
      given: own.flatMap(({ ends: one, learned: of }) => columnsOfParent(one, of, learned)),
      about,
      table: place,
      orderings,
      rules: rules.filter((text) => ![...references].some((name) => text.includes(name))),
    })
    learned.set(table.entity, entity)
    notes.push(
      ...entity.notes,
      ...unkept.map((text) => ({ at: table.entity, code: 'rule-not-kept', message: `rows may break ${text}` })),
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
    entities: tables.map(({ entity }) => learned.get(entity)!.pattern),
    relationships: relationships.map(({ learned: { pattern } }) => pattern),
    notes,
  }
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
