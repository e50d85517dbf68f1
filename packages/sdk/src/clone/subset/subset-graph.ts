import type { MaskingSchema } from '../../anonymize/masking-schema.ts'
import { columnIdentity } from '../../anonymize/policy/identity.ts'
import type { PolicyProblem } from '../../anonymize/policy/policy-problem.ts'
import { type Place, referred } from '../../anonymize/policy/schema-index.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import type { Column, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { maskingSchemaOf, maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Dialect } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { identityOf } from './identity-of.ts'
import type { RowIdentity } from './row-identity.ts'

/** The tables of a source that hold rows, and what refers to what. */
export interface SubsetGraph {
  readonly dialect: Dialect
  readonly nodes: ReadonlyMap<string, SubsetNode>
  readonly edges: readonly SubsetEdge[]
}

export interface SubsetNode {
  /** As policies name it. */
  readonly name: string
  readonly table: Table
  readonly dialect: Dialect
  /** As it stands after FROM. */
  readonly from: string
  /** Undefined where nothing tells its rows apart. */
  readonly identity: RowIdentity | undefined
}

export interface SubsetEdge {
  readonly child: SubsetNode
  readonly parent: SubsetNode
  /** For people: the columns that refer. */
  readonly label: string
  /** That a row under the first alias refers to one under the second. */
  on(child: string, parent: string): string
}

export function subsetGraph(
  definition: SchemaDefinition,
  references: readonly (SoftReference & { readonly at: string })[],
): { readonly graph: SubsetGraph; readonly problems: readonly PolicyProblem[] } {
  const dialect = definition.engine
  const masking = maskingSchemaOf(definition)
  const { quoteTable } = quoting[dialect]
  const roots = new Set(masking.tables.map(({ name }) => name))
  const nodes = new Map<string, SubsetNode>()
  for (const table of definition.tables) {
    const name = maskingTableName(definition, table)
    if (!roots.has(name) || table.kind === 'foreign' || table.kind === 'virtual') continue
    const only = dialect === 'postgres' && table.kind !== 'partitioned' ? 'only ' : ''
    nodes.set(name, { name, table, dialect, from: `${only}${quoteTable(table)}`, identity: identityOf(table, dialect) })
  }
  const edges = masking.tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys.flatMap((key): SubsetEdge[] => {
      const child = nodes.get(name)
      const parent = nodes.get(key.table) ?? inAnyCase(nodes, key.table, dialect)
      if (child === undefined || parent === undefined || key.references.some((one) => one === '')) return []
      return [edgeOf(dialect, child, parent, key.columns, key.references, undefined)]
    }),
  )
  const places = placesOf(masking)
  const problems: PolicyProblem[] = []
  for (const { from, to, where, at } of references) {
    const ends = [from, to].map((text) => endOf(masking, places, nodes, text))
    const [child, parent] = ends
    if (child === undefined || parent === undefined || child.columns.length !== parent.columns.length) {
      const unknown = [from, to].filter((_, i) => ends[i] === undefined)
      const message =
        unknown.length > 0 ? `names no columns of a table: ${unknown.join(', ')}` : 'has two sides of different lengths'
      problems.push({ path: at, message })
    } else if (where && !child.node.table.columns.some(({ name }) => name === where.column)) {
      problems.push({ path: `${at}.where.column`, message: `is no column of ${child.node.name}` })
    } else edges.push(edgeOf(dialect, child.node, parent.node, child.columns, parent.columns, where))
  }
  return { graph: { dialect, nodes, edges: distinct(edges) }, problems }
}

function inAnyCase(nodes: ReadonlyMap<string, SubsetNode>, name: string, dialect: Dialect): SubsetNode | undefined {
  if (dialect === 'postgres') return undefined
  return [...nodes.values()].find((node) => node.name.toLowerCase() === name.toLowerCase())
}

function edgeOf(
  dialect: Dialect,
  child: SubsetNode,
  parent: SubsetNode,
  columns: readonly string[],
  references: readonly string[],
  where: SoftReference['where'],
): SubsetEdge {
  const { quoteIdentifier, quoteLiteral } = quoting[dialect]
  const label = columns.map((column) => columnIdentity(child.name, column)).join(', ')
  return {
    child,
    parent,
    label: where ? `${label} where ${where.column} is ${where.equals}` : label,
    on: (c, p) =>
      [
        ...columns.map((column, at) => {
          const other = references[at] ?? ''
          const same = dialect === 'sqlite' || comparable(columnOf(child, column), columnOf(parent, other))
          const cast = same ? '' : '::pg_catalog.text'
          // SQLite compares by the collation of what stands first: a key is compared as the parent compares it.
          return `${p}.${quoteIdentifier(other)}${cast} = ${c}.${quoteIdentifier(column)}${cast}`
        }),
        ...(where ? [typeMatches(dialect, `${c}.${quoteIdentifier(where.column)}`, quoteLiteral(where.equals))] : []),
      ].join(' and '),
  }
}

function typeMatches(dialect: Dialect, column: string, literal: string): string {
  return dialect === 'postgres' ? `${column}::pg_catalog.text = ${literal}` : `${column} = ${literal}`
}

const whole = new Set(['smallint', 'integer', 'bigint'])
const textual = new Set(['text', 'varchar', 'citext'])

/** What Postgres has an equality for; soft references may tie columns of any two types. */
function comparable(one: Column | undefined, other: Column | undefined): boolean {
  if (one === undefined || other === undefined || one.databaseType === other.databaseType) return true
  const [a, b] = [one.type.kind, other.type.kind]
  return (
    (a === b && a !== 'unknown' && a !== 'enum' && a !== 'composite') ||
    [whole, textual].some((kinds) => kinds.has(a) && kinds.has(b))
  )
}

function columnOf({ table }: SubsetNode, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

function placesOf({ tables }: MaskingSchema): Map<string, Place> {
  return new Map(
    tables.flatMap((table) =>
      table.columns.map((column): [string, Place] => {
        const id = columnIdentity(table.name, column.name)
        return [id, { id, table, column, tablePolicy: undefined, decision: undefined }]
      }),
    ),
  )
}

function endOf(
  schema: MaskingSchema,
  places: ReadonlyMap<string, Place>,
  nodes: ReadonlyMap<string, SubsetNode>,
  text: string,
): { readonly node: SubsetNode; readonly columns: readonly string[] } | undefined {
  const found = referred(schema, places, text)
  const node = nodes.get(found?.[0]?.table.name ?? '')
  return found && node && { node, columns: found.map(({ column }) => column.name) }
}

/** A key that the database has and the policy names again is one. */
function distinct(edges: readonly SubsetEdge[]): SubsetEdge[] {
  const known = new Map<string, SubsetEdge>()
  for (const edge of edges) {
    const key = JSON.stringify([edge.child.name, edge.parent.name, edge.on('c', 'p')])
    if (!known.has(key)) known.set(key, edge)
  }
  return [...known.values()]
}
