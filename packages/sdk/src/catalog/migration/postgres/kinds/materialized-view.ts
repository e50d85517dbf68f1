import type { View } from '../../../definition.ts'
import { type ObjectId, objectId } from '../../../identity.ts'
import type { Hazard, LockMode } from '../../step.ts'
import { hazard, rewritesTable } from '../hazards.ts'
import type { Draft, KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { readLocks, relationsReadBy } from './read-locks.ts'
import { optionChanges, optionList } from './storage-options.ts'

/** Its indexes are objects of their own; that one of them orders its rows is said after they are made. */
export const materializedViewRules: KindRules<'materialized view'> = {
  create: ({ id, object }, world) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [creation(object)],
      hazards: object.populated ? scans(id, world) : [],
      locks: readLocks(id, world),
    },
  ],
  drop: ({ id, object }, world) => [
    {
      action: 'drop',
      title: `drop ${id}`,
      statements: [`DROP MATERIALIZED VIEW ${quoteTable(object)}`],
      locks: locksOfDrop(world, [object, 'ACCESS EXCLUSIVE']),
    },
  ],
  alter({ object: from }, { id, object: to }, changes, world) {
    if (changes.some(({ property }) => property === 'definition' || property === 'columns')) return { how: 'replace' }
    return { how: 'in place', drafts: alterations(id, from, to, world) }
  },
}

function creation(view: View): string {
  const parts = [
    `CREATE MATERIALIZED VIEW ${quoteTable(view)}`,
    ...(view.accessMethod === null ? [] : [`USING ${quoteIdentifier(view.accessMethod)}`]),
    ...(Object.keys(view.options).length === 0 ? [] : [`WITH ${optionList(view.options)}`]),
    ...(view.tablespace === null ? [] : [`TABLESPACE ${quoteIdentifier(view.tablespace)}`]),
  ]
  const data = view.populated ? '' : '\nWITH NO DATA'
  return `${parts.join(' ')} AS\n${view.definition.trim().replace(/;$/, '')}${data}`
}

function scans(id: ObjectId, world: World): Hazard[] {
  const old = relationsReadBy(id, world).some((relation) => locksOf(world, [relation, 'ACCESS SHARE']).length > 0)
  return old ? [hazard('scans table', `The query of ${id} is run, over all that it reads.`)] : []
}

function alterations(id: ObjectId, from: View, to: View, world: World): Draft[] {
  const drafts: Draft[] = []
  const alter = (title: string, action: string, mode: LockMode, hazards: readonly Hazard[] = []) =>
    drafts.push({
      action: 'alter',
      title,
      statements: [`ALTER MATERIALIZED VIEW ${quoteTable(to)} ${action}`],
      hazards,
      locks: locksOf(world, [to, mode]),
    })
  const name = `${to.schema}.${to.name}`
  for (const action of optionChanges(from.options, to.options)) {
    alter(`change settings of ${id}`, action, 'SHARE UPDATE EXCLUSIVE')
  }
  if (from.accessMethod !== to.accessMethod) {
    alter(
      `change access method of ${id}`,
      `SET ACCESS METHOD ${quoteIdentifier(to.accessMethod ?? 'heap')}`,
      'ACCESS EXCLUSIVE',
      rewritesTable(name),
    )
  }
  if (from.tablespace !== to.tablespace) {
    const hazards = [hazard('blocks reads', `Nobody can read ${name} while its files are copied.`)]
    const action = `SET TABLESPACE ${quoteIdentifier(to.tablespace ?? 'pg_default')}`
    alter(`move ${id} to another tablespace`, action, 'ACCESS EXCLUSIVE', hazards)
  }
  // An index that is new says it itself, once it is there.
  const isSaid = to.clusteredOn !== null && world.isNew(objectId('index', to.schema, to.clusteredOn))
  if (from.clusteredOn !== to.clusteredOn && !isSaid) {
    const action = to.clusteredOn === null ? 'SET WITHOUT CLUSTER' : `CLUSTER ON ${quoteIdentifier(to.clusteredOn)}`
    alter(`change what orders the rows of ${id}`, action, 'SHARE UPDATE EXCLUSIVE')
  }
  if (from.populated !== to.populated) drafts.push(refreshed(id, to, world))
  return drafts
}

function refreshed(id: ObjectId, view: View, world: World): Draft {
  const name = `${view.schema}.${view.name}`
  const locks = [...locksOf(world, [view, 'ACCESS EXCLUSIVE']), ...readLocks(id, world)]
  const statement = `REFRESH MATERIALIZED VIEW ${quoteTable(view)}`
  if (!view.populated) {
    const hazards = [hazard('blocks reads', `Nobody can read ${name} until it is refreshed.`)]
    return { action: 'alter', title: `empty ${id}`, statements: [`${statement} WITH NO DATA`], hazards, locks }
  }
  return { action: 'alter', title: `fill ${id}`, statements: [statement], hazards: scans(id, world), locks }
}
