import type { Index, Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { descendantsOf, familyLocks, printed, same, tableId, tableOf } from './family.ts'
import { goesAlong } from './goes-along.ts'
import { indexOptionChanges } from './index-options.ts'
import { rowMarks } from './marks-rows.ts'
import { isAttached } from './partition.ts'

export const indexRules: KindRules<'index'> = {
  create(fact, world) {
    const { object } = fact
    const table = tableOf(world.after, object.table)
    if (object.parent !== null && table !== undefined && isAttached(table, world)) {
      // Attaching a table takes its indexes along, but leaves an index of the whole that is new not valid.
      const whole = objectId('index', object.parent.schema, object.parent.name)
      return world.isNew(tableId(table)) || !world.isNew(whole) ? [] : [attach(fact, world)]
    }
    const standing = standingPart(fact, world)
    if (standing !== undefined) return standing.name === object.name ? [] : [renamed(fact, standing, world)]
    return [...build(fact, table, world), ...(object.parent === null ? [] : [attach(fact, world)])]
  },

  drop(fact, world) {
    const { object } = fact
    if (goesAlong(fact, world) || object.parent !== null) return []
    const isWhole = tableOf(world.before, object.table)?.partitionBy != null
    const online = world.online && !isWhole
    const protects = hazard('drops what protects data', `Rows of ${printed(object.table)} may be alike from then on.`)
    return [
      {
        action: 'drop',
        title: `drop ${fact.id}`,
        statements: [`DROP INDEX ${online ? 'CONCURRENTLY ' : ''}${name(object)}`],
        hazards: object.unique ? [protects] : [],
        locks: locksOfDrop(
          world,
          ...(online
            ? [[object.table, 'SHARE UPDATE EXCLUSIVE'] as const]
            : familyLocks(world, object.table, 'ACCESS EXCLUSIVE')),
        ),
        transaction: online ? 'none' : 'shared',
      },
    ]
  },

  alter(from, to, changes, world) {
    const changed = new Set(changes.map(({ property }) => property))
    const isWhole = tableOf(world.after, to.object.table)?.partitionBy != null
    if (changed.has('valid') && !isWhole) return { how: 'replace' }
    const drafts: Draft[] = []
    if (changed.has('definition')) {
      const options = indexOptionChanges(from.object, to.object)
      if (options === null) return { how: 'replace' }
      drafts.push(change(to, options))
    }
    if (changed.has('statisticsTargets')) drafts.push(change(to, targets(from.object, to.object)))
    if (changed.has('parent') && to.object.parent !== null) {
      const table = tableOf(world.after, to.object.table)
      if (table === undefined || !isAttached(table, world)) drafts.push(attach(to, world))
    }
    return { how: 'in place', drafts }
  },
}

/** What is already the part of an index of the whole that stays, under whatever name. */
function standingPart({ object }: FactOf<'index'>, world: World): Index | undefined {
  const { parent } = object
  if (parent === null) return undefined
  const whole = objectId('index', parent.schema, parent.name)
  if (world.isNew(whole) || world.isDropped(whole)) return undefined
  return world.before.definition.indexes.find(
    (one) => one.parent !== null && same(one.parent, parent) && same(nameOf(one.table), nameOf(object.table)),
  )
}

function renamed({ id, object }: FactOf<'index'>, from: Index, world: World): Draft {
  return {
    action: 'rename',
    title: `name ${id}`,
    // A column's new type has the indexes of parts made again, under names of Postgres' choice.
    statements: [`ALTER INDEX IF EXISTS ${name(from)} RENAME TO ${quoteIdentifier(object.name)}`],
    locks: locksOf(world, [object.table, 'ACCESS SHARE']),
  }
}

function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name }
}

function build(fact: FactOf<'index'>, table: Table | undefined, world: World): Draft[] {
  const { object } = fact
  const isNew = fact.parent !== null && world.isNew(fact.parent)
  const isWhole = table !== undefined && table.partitionBy !== null
  const online = world.online && !isNew && !isWhole
  const text = object.definition ?? ''
  const settings = [...targets(null, object), ...rowMarks(world.after, object.table, object.name)]
  const statement = online
    ? text.replace(/^CREATE (UNIQUE )?INDEX /, '$&CONCURRENTLY ')
    : isWhole && !partsBuildTheirs(table, world)
      ? text.replace(` ON ONLY ${tokenOfTable(text)}`, ` ON ${tokenOfTable(text)}`)
      : text
  const identifies = settings.some((one) => one.includes('REPLICA IDENTITY'))
  const draft: Draft = { action: 'create', title: `create ${fact.id}`, statements: [statement, ...settings] }
  if (isNew) return [draft]
  const hazards = [
    hazard('builds index', `Every row of ${printed(object.table)} is read.`),
    ...(object.unique
      ? [hazard('may fail on data', `It fails where rows of ${printed(object.table)} are alike.`)]
      : []),
    ...(object.predicate !== null || object.elements.some((one) => 'expression' in one)
      ? [
          hazard(
            'may fail on data',
            `It fails where its expressions can't be computed for a row of ${printed(object.table)}.`,
          ),
        ]
      : []),
  ]
  if (online) {
    const built: Draft = {
      ...draft,
      statements: [statement],
      hazards,
      locks: locksOf(world, [object.table, 'SHARE UPDATE EXCLUSIVE']),
      transaction: 'none',
    }
    const marked = rowMarks(world.after, object.table, object.name).length > 0
    const mode = identifies ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE'
    const locks = marked ? locksOf(world, [object.table, mode]) : []
    return settings.length === 0
      ? [built]
      : [built, { action: 'alter', title: `mark ${fact.id}`, statements: settings, locks }]
  }
  const blocked = hazard('blocks writes', `Nobody can write to ${printed(object.table)} until it is built.`)
  const only = isWhole && partsBuildTheirs(table, world)
  return [
    {
      ...draft,
      hazards: only ? [] : [...hazards, blocked],
      locks: locksOf(
        world,
        ...(only ? [[object.table, 'SHARE'] as const] : familyLocks(world, object.table, 'SHARE')),
        ...(identifies ? [[object.table, 'ACCESS EXCLUSIVE'] as const] : []),
      ),
    },
  ]
}

/**
 * Where parts stand already, each builds its index under its own name, and is attached. A foreign table has none, and as
 * long as one is missing the index of the whole would not be valid: then Postgres makes all at once.
 */
function partsBuildTheirs(table: Table, world: World): boolean {
  const parts = descendantsOf(world.after, table)
  return parts.every(({ foreign }) => foreign === null) && parts.some((part) => !world.isNew(tableId(part)))
}

/** How the engine writes the table that the index is on. */
function tokenOfTable(definition: string): string {
  return / ON ONLY ((?:"(?:[^"]|"")*"|[^\s."]+)(?:\.(?:"(?:[^"]|"")*"|[^\s."]+))?)/.exec(definition)?.[1] ?? ''
}

function attach(fact: FactOf<'index'>, world: World): Draft {
  const { object } = fact
  const parent = object.parent ?? object
  return {
    action: 'alter',
    title: `make ${fact.id} a part of ${objectId('index', parent.schema, parent.name)}`,
    statements: [`ALTER INDEX ${name(parent)} ATTACH PARTITION ${name(object)}`],
    locks: locksOf(world, [object.table, 'ACCESS SHARE'], ...wholeTable(parent, world)),
  }
}

function wholeTable(parent: { readonly schema: string; readonly name: string }, { after }: World) {
  const fact = after.facts.get(objectId('index', parent.schema, parent.name))
  return fact?.kind === 'index' ? [[fact.object.table, 'ACCESS SHARE'] as const] : []
}

/** Locks the index alone. */
function change(to: FactOf<'index'>, statements: readonly string[]): Draft {
  return { action: 'alter', title: `alter ${to.id}`, statements }
}

function targets(from: Index | null, to: Index): string[] {
  const positions = [...new Set([...Object.keys(from?.statisticsTargets ?? {}), ...Object.keys(to.statisticsTargets)])]
  return positions.flatMap((position) => {
    const [old, target] = [from?.statisticsTargets[position], to.statisticsTargets[position]]
    if (old === target) return []
    return [`ALTER INDEX ${name(to)} ALTER COLUMN ${position} SET STATISTICS ${target ?? -1}`]
  })
}

function name({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return quoteTable({ schema, name })
}
