import type { Rule } from '../../../definition.ts'
import type { ObjectId } from '../../../identity.ts'
import { sqlTokens } from '../../../sql-tokens.ts'
import type { Lock } from '../../step.ts'
import type { KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { firing } from './firing.ts'
import { goesAlong } from './goes-along.ts'
import { relationsReadBy } from './read-locks.ts'

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
    const locks = locksOfDrop(world, [object.table, 'ACCESS EXCLUSIVE'])
    return [{ action: 'drop', title: `drop ${id}`, statements: [statement], locks }]
  },
  alter({ object: from }, { id, object: to }, changes, world) {
    const isNew = changes.some(({ property }) => property === 'definition')
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

/** Tables that its actions write are locked as if they were run. */
function locks(id: ObjectId, rule: Rule, world: World): Lock[] {
  const written = writtenBy(rule)
  const others = relationsReadBy(id, world).filter(
    ({ schema, name }) => schema !== rule.table.schema || name !== rule.table.name,
  )
  return locksOf(
    world,
    [rule.table, 'ACCESS EXCLUSIVE'],
    ...others.map((one) => [one, written.has(quoteTable(one)) ? 'ROW EXCLUSIVE' : 'ACCESS SHARE'] as const),
  )
}

function writtenBy({ definition }: Rule): Set<string> {
  const tokens = sqlTokens(definition, 'subscript')
  const found = new Set<string>()
  tokens.forEach(({ text }, at) => {
    const previous = tokens[at - 1]?.text
    const isTarget =
      text === 'UPDATE' || (text === 'INTO' && previous === 'INSERT') || (text === 'FROM' && previous === 'DELETE')
    const [first, second, third, fourth] = tokens.slice(at + 1, at + 5)
    const names = first?.text === 'ONLY' ? [second, third, fourth] : [first, second, third]
    const [schema, dot, name] = names
    if (isTarget && schema && name && dot?.text === '.')
      found.add(quoteTable({ schema: schema.value, name: name.value }))
  })
  return found
}
