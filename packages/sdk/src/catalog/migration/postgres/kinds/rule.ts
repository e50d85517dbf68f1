import { quoteIdentifier, quoteTable } from '../../../../database/postgres/quote.ts'
import type { Rule } from '../../../definition.ts'
import type { Lock } from '../../step.ts'
import type { KindRules, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { firing } from './firing.ts'
import { goesAlong } from './goes-along.ts'
import { readLocks } from './read-locks.ts'

export const ruleRules: KindRules<'rule'> = {
  create: ({ id, object }, world) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [written(object), ...(object.fires === 'origin' ? [] : [firing('RULE', object)])],
      locks: locks(id, object, world),
    },
  ],
  drop(fact, world) {
    if (goesAlong(fact, world)) return []
    const { id, object } = fact
    const statement = `DROP RULE ${quoteIdentifier(object.name)} ON ${quoteTable(object.table)}`
    return [{ action: 'drop', title: `drop ${id}`, statements: [statement], locks: own(object, world) }]
  },
  alter({ object: from }, { id, object: to }, _, world) {
    const isNew = from.definition !== to.definition
    const statements = [
      ...(isNew ? [written(to).replace(/^CREATE /, 'CREATE OR REPLACE ')] : []),
      ...(from.fires === to.fires ? [] : [firing('RULE', to)]),
    ]
    const title = isNew ? `replace ${id}` : `let ${id} fire: ${to.fires}`
    const taken = isNew ? locks(id, to, world) : own(to, world)
    return { how: 'in place', drafts: [{ action: 'alter', title, statements, locks: taken }] }
  },
}

function written({ definition }: Rule): string {
  return definition.trim().replace(/;$/, '')
}

function own({ table }: Rule, world: World): Lock[] {
  return locksOf(world, [table, 'ACCESS EXCLUSIVE'])
}

function locks(id: string, rule: Rule, world: World): Lock[] {
  const read = readLocks(id, world).filter(
    ({ relation }) => relation.schema !== rule.table.schema || relation.name !== rule.table.name,
  )
  return [...own(rule, world), ...read]
}
