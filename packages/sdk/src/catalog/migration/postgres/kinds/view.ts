import type { View } from '../../../definition.ts'
import type { Hazard } from '../../step.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { readLocks } from './read-locks.ts'
import { optionChanges, optionList } from './storage-options.ts'

export const viewRules: KindRules<'view'> = {
  create: ({ id, object }, world) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [`CREATE VIEW ${named(object)}`, ...defaultsOf(object).map((action) => alterView(object, action))],
      locks: readLocks(id, world),
    },
  ],
  drop: ({ id, object }, world) => [
    {
      action: 'drop',
      title: `drop ${id}`,
      statements: [`DROP VIEW ${quoteTable(object)}`],
      locks: locksOfDrop(world, [object, 'ACCESS EXCLUSIVE']),
    },
  ],
  alter({ object: from }, { id, object: to }, changes, world) {
    const isSame = !changes.some(({ property }) => property === 'definition')
    if (isSame && from.columns.length === to.columns.length && isExtended(from, to))
      return { how: 'in place', drafts: settled(id, from, to, world) }
    if (!isExtended(from, to)) return { how: 'replace' }
    return { how: 'in place', drafts: [overwritten(id, from, to, world)] }
  },
}

/** Puts a view in the place of its stub, or of what it was. */
export function overwritten(id: string, from: View, to: View, world: World): Draft {
  return {
    action: 'alter',
    title: `replace ${id}`,
    statements: [
      `CREATE OR REPLACE VIEW ${named(to)}`,
      ...defaultActions(from, to).map((action) => alterView(to, action)),
    ],
    hazards: accessHazards(id, from, to),
    locks: [...locksOf(world, [to, 'ACCESS EXCLUSIVE']), ...readLocks(id, world)],
  }
}

/** CREATE OR REPLACE VIEW only appends columns. */
function isExtended(from: View, to: View): boolean {
  return from.columns.every((column, at) => {
    const now = to.columns[at]
    return now?.name === column.name && now.databaseType === column.databaseType && now.collation === column.collation
  })
}

function settled(id: string, from: View, to: View, world: World): Draft[] {
  const actions = [...optionChanges(from.options, to.options), ...defaultActions(from, to)]
  if (actions.length === 0) return []
  return [
    {
      action: 'alter',
      title: `change settings of ${id}`,
      statements: actions.map((action) => alterView(to, action)),
      hazards: accessHazards(id, from, to),
      locks: locksOf(world, [to, 'ACCESS EXCLUSIVE']),
    },
  ]
}

function named(view: View): string {
  const given = Object.keys(view.options).length === 0 ? '' : ` WITH ${optionList(view.options)}`
  return `${quoteTable(view)}${given} AS\n${queryOf(view)}`
}

function queryOf({ definition }: View): string {
  return definition.trim().replace(/;$/, '')
}

function alterView(view: View, action: string): string {
  return `ALTER VIEW ${quoteTable(view)} ${action}`
}

function defaultsOf(view: View): string[] {
  return view.columns.flatMap(({ name, default: value }) =>
    value === null ? [] : [`ALTER COLUMN ${quoteIdentifier(name)} SET DEFAULT ${value}`],
  )
}

function defaultActions(from: View, to: View): string[] {
  const old = new Map(from.columns.map(({ name, default: value }) => [name, value]))
  return to.columns.flatMap(({ name, default: value }) => {
    if ((old.get(name) ?? null) === value) return []
    return [`ALTER COLUMN ${quoteIdentifier(name)} ${value === null ? 'DROP DEFAULT' : `SET DEFAULT ${value}`}`]
  })
}

function accessHazards(id: string, from: View, to: View): Hazard[] {
  const reasons = [
    ['security_invoker', `whose privileges count when ${id} is read`],
    ['security_barrier', `whether conditions of a query may see rows that ${id} leaves out`],
  ] as const
  return reasons.flatMap(([option, what]) =>
    from.options[option] === to.options[option] ? [] : [hazard('changes access', `It changes ${what}.`)],
  )
}
