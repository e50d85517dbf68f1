import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import { canonical } from '../../../diff/canonical.ts'
import { objectId } from '../../../identity.ts'
import type { Publication, PublishedTable } from '../../../publication.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { Lock } from '../../step.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules, Side, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { descendantsOf, tableOf } from './family.ts'

const privileged = hazard('needs a superuser', 'Only a superuser publishes all tables, or those of a schema.')

export const publicationRules: KindRules<'publication'> = {
  create: ({ id, object }, world) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [creation(object, world.after)],
      hazards: object.allTables || object.schemas.length > 0 ? [privileged] : [],
      locks: locks(object.tables, world),
    },
  ],
  drop: ({ id, object }) => [
    { action: 'drop', title: `drop ${id}`, statements: [`DROP PUBLICATION ${quoteIdentifier(object.name)}`] },
  ],
  alter({ object: from }, { id, object: to }, _, world) {
    if (from.allTables !== to.allTables) return { how: 'replace' }
    const publication = `ALTER PUBLICATION ${quoteIdentifier(to.name)}`
    const drafts: Draft[] = []
    if (parameters(from) !== parameters(to)) {
      const statements = [`${publication} SET (${parameters(to, from)})`]
      drafts.push({ action: 'alter', title: `change what ${id} sends`, statements })
    }
    const { dropped, added, moved } = members(from, to, world)
    const statements = [
      ...(dropped.length === 0 ? [] : [`${publication} DROP ${dropped.join(', ')}`]),
      ...(added.length === 0 ? [] : [`${publication} ADD ${added.join(', ')}`]),
    ]
    if (statements.length > 0) {
      const isWide = to.schemas.some((schema) => !from.schemas.includes(schema))
      const hazards = isWide ? [privileged] : []
      const title = `change what ${id} publishes`
      drafts.push({ action: 'alter', title, statements, hazards, locks: locks(moved, world) })
    }
    return { how: 'in place', drafts }
  },
}

function creation(publication: Publication, side: Side): string {
  const { name, allTables, tables, schemas } = publication
  const members = [...tables.map((table) => published(table, side)), ...schemas.map(schemaMember)]
  const what = allTables ? ' FOR ALL TABLES' : members.length === 0 ? '' : ` FOR ${members.join(', ')}`
  return `CREATE PUBLICATION ${quoteIdentifier(name)}${what} WITH (${parameters(publication)})`
}

/** Only Postgres 18 can send generated columns, and knows how to say that they are not. */
function parameters({ operations, viaRoot, generatedColumns }: Publication, from?: Publication): string {
  const said = generatedColumns === 'stored' || from?.generatedColumns === 'stored'
  return [
    `publish = ${quoteLiteral(operations.join(', '))}`,
    `publish_via_partition_root = ${viaRoot}`,
    ...(said ? [`publish_generated_columns = ${generatedColumns}`] : []),
  ].join(', ')
}

/** A table that is dropped leaves its publications by itself, also if it is made again. */
function members(from: Publication, to: Publication, world: World) {
  const isGone = ({ schema, name }: QualifiedName) => world.isDropped(objectId('table', schema, name))
  const stays = (one: PublishedTable, others: readonly PublishedTable[]) =>
    !isGone(one) && others.some((other) => canonical(other) === canonical(one))
  const left = from.tables.filter((table) => !isGone(table) && !stays(table, to.tables))
  const joined = to.tables.filter((table) => !stays(table, from.tables))
  const schemas = (some: Publication, others: Publication) =>
    some.schemas.filter((schema) => !others.schemas.includes(schema)).map(schemaMember)
  return {
    dropped: [...left.map((table) => tableMember(table, world.before)), ...schemas(from, to)],
    added: [...joined.map((table) => published(table, world.after)), ...schemas(to, from)],
    moved: [...left, ...joined],
  }
}

function published(table: PublishedTable, side: Side): string {
  const { columns, where } = table
  const list = columns === null ? '' : ` (${columns.map(quoteIdentifier).join(', ')})`
  return `${tableMember(table, side)}${list}${where === null ? '' : ` WHERE (${where})`}`
}

/** Without ONLY tables that inherit from it would come and go with it. */
function tableMember(table: QualifiedName, side: Side): string {
  const inherited = tableOf(side, table)?.kind === 'table' && descendantsOf(side, table).length > 0
  return `TABLE ${inherited ? 'ONLY ' : ''}${quoteTable({ schema: table.schema, name: table.name })}`
}

function schemaMember(schema: string): string {
  return `TABLES IN SCHEMA ${quoteIdentifier(schema)}`
}

function locks(tables: readonly PublishedTable[], world: World): Lock[] {
  return locksOf(world, ...tables.map((table) => [table, 'SHARE UPDATE EXCLUSIVE'] as const))
}
