import type { Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { Hazard, LockMode } from '../../step.ts'
import { hazard, rewritesTable } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTable, alterTableOnly } from './alter-table.ts'
import { printed, tableId } from './family.ts'
import { foreignOptionChanges } from './foreign-options.ts'
import { optionChanges } from './storage-options.ts'

/** What a table says of itself beyond its columns and its place among other tables. */
export function settingDrafts(
  { object: from }: FactOf<'table'>,
  { object: to, id }: FactOf<'table'>,
  changed: ReadonlySet<string>,
  world: World,
): Draft[] {
  const drafts: Draft[] = []
  const add = (title: string, statements: readonly string[], mode: LockMode, hazards: readonly Hazard[] = []) => {
    if (statements.length > 0)
      drafts.push({ action: 'alter', title, statements, hazards, locks: locksOf(world, [to, mode]) })
  }
  const whole = to.partitionBy !== null
  const rewritten = whole ? [] : rewritesTable(printed(to))

  if (changed.has('unlogged')) {
    const lost = hazard('may change data', `A crash empties ${printed(to)} from then on.`)
    const statement = alterTable(to, `SET ${to.unlogged ? 'UNLOGGED' : 'LOGGED'}`)
    add(`make ${id} ${to.unlogged ? 'unlogged' : 'logged'}`, [statement], 'ACCESS EXCLUSIVE', [
      ...rewritten,
      ...(to.unlogged ? [lost] : []),
    ])
  }
  if (changed.has('accessMethod')) {
    const method = to.accessMethod === null ? 'DEFAULT' : quoteIdentifier(to.accessMethod)
    add(
      `store ${id} by another access method`,
      [alterTable(to, `SET ACCESS METHOD ${method}`)],
      'ACCESS EXCLUSIVE',
      rewritten,
    )
  }
  if (changed.has('tablespace')) {
    const place = quoteIdentifier(to.tablespace ?? 'pg_default')
    add(
      `move ${id} to tablespace ${to.tablespace ?? 'pg_default'}`,
      [alterTable(to, `SET TABLESPACE ${place}`)],
      'ACCESS EXCLUSIVE',
      rewritten,
    )
  }
  if (changed.has('options')) {
    const statements = optionChanges(from.options, to.options).map((action) => alterTable(to, action))
    const strict = 'user_catalog_table' in { ...from.options, ...to.options }
    add(`set storage parameters of ${id}`, statements, strict ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE')
  }
  if (changed.has('ofType')) {
    const action = to.ofType === null ? 'NOT OF' : `OF ${quoteTable(to.ofType)}`
    add(`change the type of ${id}`, [alterTable(to, action)], 'ACCESS EXCLUSIVE')
  }
  if (changed.has('foreign')) {
    const options = foreignOptionChanges(from.foreign?.options ?? {}, to.foreign?.options ?? {})
    const statement = `ALTER FOREIGN TABLE ${quoteTable({ schema: to.schema, name: to.name })} ${options}`
    add(`set options of ${id}`, options === '' ? [] : [statement], 'ACCESS EXCLUSIVE')
  }
  if (changed.has('rowSecurity')) rowSecurity(from, to, add)
  if (changed.has('replicaIdentity'))
    add(`set replica identity of ${id}`, replicaIdentity(to, world), 'ACCESS EXCLUSIVE')
  if (changed.has('clusteredOn')) add(`set the order of ${id}`, clusteredOn(to, world), 'SHARE UPDATE EXCLUSIVE')
  return drafts
}

type Add = (title: string, statements: readonly string[], mode: LockMode, hazards: readonly Hazard[]) => void

function rowSecurity(from: Table, to: Table, add: Add): void {
  const [before, after] = [from.rowSecurity, to.rowSecurity]
  const access = hazard('changes access', `Other rows of ${printed(to)} are seen from then on.`)
  const open = hazard('drops what protects data', `Policies of ${printed(to)} hold no longer for everyone.`)
  const say = (on: boolean, words: string) =>
    add(
      `${words.toLowerCase()} row level security of ${tableId(to)}`,
      [alterTable(to, `${words} ROW LEVEL SECURITY`)],
      'ACCESS EXCLUSIVE',
      on ? [access] : [access, open],
    )
  if (before.enabled !== after.enabled) say(after.enabled, after.enabled ? 'ENABLE' : 'DISABLE')
  if (before.forced !== after.forced) say(after.forced, after.forced ? 'FORCE' : 'NO FORCE')
}

function replicaIdentity(to: Table, world: World): string[] {
  const { replicaIdentity: identity } = to
  if (typeof identity === 'string') return [alterTableOnly(to, `REPLICA IDENTITY ${identity.toUpperCase()}`)]
  if (isMade(to, identity.index, world)) return []
  return [alterTableOnly(to, `REPLICA IDENTITY USING INDEX ${quoteIdentifier(identity.index)}`)]
}

function clusteredOn(to: Table, world: World): string[] {
  if (to.clusteredOn === null) return [alterTableOnly(to, 'SET WITHOUT CLUSTER')]
  if (isMade(to, to.clusteredOn, world)) return []
  return [alterTableOnly(to, `CLUSTER ON ${quoteIdentifier(to.clusteredOn)}`)]
}

/** Whether this migration makes the index, and with it says what the table says of it. */
function isMade({ schema, name }: QualifiedName, index: string, world: World): boolean {
  return world.isNew(objectId('index', schema, index)) || world.isNew(objectId('constraint', schema, name, index))
}
