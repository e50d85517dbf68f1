import { fieldsOf } from '../../model/expression/fields.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import { readsColumn } from '../derive/reads-column.ts'
import type { Rule, RuleOf, RuleType } from '../rules.ts'
import type { Row, World } from './world.ts'

type Corruption<T extends RuleType> = (world: World, rule: RuleOf<T>) => void | Promise<void>

/** For each type of rule a way to spoil rows that it is there to catch, and, as far as can be, no other rule. */
const corruptions: { readonly [T in RuleType]: Corruption<T> } = {
  notNull: (world, { entity, column, fail }) => {
    // As many as it takes to be more than are tolerated.
    const rows = world.rows(entity).filter((row) => row[column] !== null)
    const all = world.rows(entity).length
    const wanted = fail?.share === undefined ? 1 : Math.ceil(all * fail.share) - (all - rows.length) + 1
    for (let count = 0; count < wanted; count++) world.pick(entity, (row) => row[column] !== null)[column] = null
  },
  missingMarkers: (world, { entity, column }) => {
    world.pick(entity)[column] = 'N/A'
  },
  complete: (world, { entity, columns, needs }) => {
    const row = world.pick(entity)
    for (const column of needs === 'any' ? columns : columns.slice(0, 1)) row[column] = null
  },
  rowCount: (world, { entity, min = 0 }) => {
    world.rows(entity).splice(Math.max(0, min - 1))
  },
  columns: (world, { entity, names }) => {
    const unused = names.find(
      (name) =>
        !world.rules.some(
          (rule) => rule.entity === entity && rule.type !== 'columns' && JSON.stringify(rule).includes(`"${name}"`),
        ),
    )
    const gone = unused ?? names.at(-1) ?? ''
    for (const row of world.rows(entity)) delete row[gone]
  },
  unique: (world, { entity, columns }) => {
    const given = (row: Row): boolean => columns.every((column) => row[column] !== null)
    // Of two rows that differ in the last column alone, so that no other key breaks with it.
    const alike = (row: Row, other: Row): boolean =>
      columns.slice(0, -1).every((column) => row[column] === other[column])
    const rows = world.rows(entity)
    const row = world.pick(
      entity,
      (one) => given(one) && rows.some((other) => other !== one && given(other) && alike(one, other)),
    )
    const other = world.pick(entity, (one) => one !== row && given(one) && alike(row, one))
    for (const column of columns) row[column] = other[column]
  },
  primaryKey: (world, { entity, columns }) => {
    const row = world.pick(entity, (one) => !isReferred(world, entity, one))
    const other = world.pick(entity, (one) => one !== row)
    for (const column of columns) row[column] = other[column]
  },
  duplicateRows: (world, { entity }) => {
    Object.assign(world.pick(entity), world.pick(entity))
  },
  distinctCount: (world, { entity, column }) => {
    const { [column]: value } = world.pick(entity)
    for (const row of world.rows(entity)) row[column] = value
  },
  type: (world, { entity, column, is }) => {
    const row = world.pick(entity, (one) => one[column] !== null && !isReferred(world, entity, one))
    row[column] = otherType[is](row[column])
  },
  range: (world, { entity, column, min, max }) => {
    // Where a rule about several columns would notice too much, too little does as well.
    const below = world.rules.some(
      (rule) =>
        rule.entity === entity &&
        ((rule.type === 'pairGreater' && rule.lesser === column) ||
          (rule.type === 'expressionTrue' && readsColumn(rule, column))),
    )
    const row = world.pick(entity, (one) => one[column] !== null)
    row[column] = (below && min !== undefined) || max === undefined ? beyond(min, -1) : beyond(max, 1)
  },
  inSet: (world, { entity, column, values }) => {
    const row = world.pick(entity, (one) => one[column] !== null)
    row[column] = typeof values[0] === 'number' ? Math.max(...values.map(Number)) + 1 + world.draw(9) : 'none of these'
  },
  notInSet: (world, { entity, column, values }) => {
    world.pick(entity)[column] = values[world.draw(values.length)]
  },
  distinctSet: (world, { entity, column, values }) => {
    // No row has one of them any more.
    for (const row of world.rows(entity)) if (row[column] === values[0]) row[column] = values[1]
  },
  regex: (world, { entity, column, not }) => {
    const row = world.pick(entity, (one) => one[column] !== null)
    row[column] = not ? 'test' : spoilt(String(row[column]))
  },
  namedFormat: (world, { entity, column, fail }) => {
    const share = fail?.share ?? 0
    const wanted = Math.floor(world.rows(entity).length * share) + 1
    for (let count = 0; count < wanted; count++) {
      const row = world.pick(entity, (one) => one[column] !== null && !String(one[column]).includes('§'))
      row[column] = spoilt(String(row[column]))
    }
  },
  length: (world, { entity, column, min = 0, max }) => {
    const row = world.pick(entity, (one) => one[column] !== null)
    row[column] =
      max === undefined ? 'x'.repeat(min - 1) : String(row[column]).padEnd(max + 1, String(row[column]).at(-1))
  },
  consistentCasing: (world, { entity, column }) => {
    const row = world.pick(entity, (one) => one[column] !== null)
    row[column] = String(row[column]).toUpperCase()
  },
  monotonic: (world, { entity, column }) => {
    const rows = world.rows(entity)
    const at = 1 + world.draw(rows.length - 2)
    const [before, after] = [rows[at - 1]!, rows[at + 1]!]
    const held = before[column]
    before[column] = after[column]
    after[column] = held
  },
  freshness: (world, { entity, column }) => {
    for (const row of world.rows(entity)) row[column] = new Date('1999-01-01T00:00:00Z')
  },
  noGaps: (world, { entity, column }) => {
    const rows = world.rows(entity)
    const sorted = rows.toSorted((a, b) => (String(a[column]) < String(b[column]) ? -1 : 1))
    const at = 1 + world.draw(rows.length - 2)
    sorted[at]![column] = sorted[at - 1]![column]
  },
  aggregate: (world, { entity, column }) => {
    for (const row of world.rows(entity)) row[column] = Number(row[column]) * 3
  },
  zScore: (world, { entity, column }) => {
    world.pick(entity)[column] = 1e6
  },
  correlation: (world, { entity, columns: [first] }) => {
    const rows = world.rows(entity)
    const values = rows.map((row) => row[first!])
    for (const [at, row] of rows.entries()) row[first!] = values[(at * 17 + 5) % rows.length]
  },
  pairGreater: (world, rule) => {
    const { entity, lesser, greater } = rule
    const row = world.pick(
      entity,
      (one) => one[lesser] !== null && one[greater] !== null && order(one[lesser]) < order(one[greater]),
    )
    const held = row[lesser]
    row[lesser] = row[greater]
    row[greater] = held
  },
  pairEqual: (world, rule) => world.shuffleUntilBroken(rule, rule.columns.slice(0, 1)),
  tupleInSet: (world, rule) => world.shuffleUntilBroken(rule, rule.columns),
  sumEquals: (world, { entity, columns: [first] }) => {
    const row = world.pick(entity)
    row[first!] = Number(row[first!]) + 1
  },
  ratioOfSums: (world, { entity, numerator }) => {
    for (const row of world.rows(entity)) row[numerator] = Number(row[numerator]) * 5
  },
  foreignKey: (world, { entity, columns }) => {
    const row = world.pick(entity, (one) => columns.every((column) => one[column] !== null))
    const [column = ''] = columns
    row[column] =
      typeof row[column] === 'number' ? 1_000_000 + world.draw(1000) : 'ffffffff-0000-4000-8000-000000000000'
  },
  childrenPerParent: (world, { entity, child, childColumns, columns, max = 1 }) => {
    const parent = world.pick(entity)
    for (const row of world.rows(child).slice(0, max + 1)) {
      const own = world
        .rows(entity)
        .find((one) => columns.every((column, at) => one[column] === row[childColumns[at]!]))
      for (const [at, column] of childColumns.entries()) row[column] = parent[columns[at]!]
      // They move with all that lies within the lifetime of their parent.
      for (const rule of world.rules)
        if (rule.type === 'withinParent' && rule.entity === child && rule.after !== undefined && own !== undefined)
          row[rule.time] = Number(row[rule.time]) - Number(own[rule.after]) + Number(parent[rule.after])
    }
  },
  withinParent: (world, { entity, time }) => {
    const row = world.pick(entity)
    row[time] = typeof row[time] === 'number' ? 1e6 : new Date('2099-01-01T00:00:00Z')
  },
  mutuallyExclusiveRanges: (world, { entity, high }) => {
    const rows = world.rows(entity)
    const row = rows[world.draw(rows.length - 1)]!
    row[high] = Number(row[high]) + 5
  },
  functionalDependency: (world, rule) => world.shuffleUntilBroken(rule, [rule.determines].flat()),
  expressionTrue: (world, rule) => world.shuffleUntilBroken(rule, fieldsOf(parseExpression(rule.expression))),
  conditional: (world, rule) =>
    world.shuffleUntilBroken(rule, [...fieldsOf(parseExpression(rule.then)), ...fieldsOf(parseExpression(rule.when))]),
  stateMachine: (world, { entity, state, transitions }) => {
    const states = Object.keys(transitions)
    const rows = world.rows(entity)
    rows[world.draw(rows.length)]![state] = states[0]
    rows[0]![state] = states.at(-1)
  },
  eventOrder: (world, { entity, key, time }) => {
    const row = world.pick(entity)
    const others = world.rows(entity).filter((one) => key.every((column) => one[column] === row[column]))
    const [first, last] = [others[0]!, others.at(-1)!]
    const held = first[time]
    first[time] = last[time]
    last[time] = held
  },
}

export async function corrupt(world: World, rule: Rule): Promise<void> {
  await corruptionOf(rule.type)(world, rule)
}

/** A cast: what stands under a type takes the rules of that type. */
function corruptionOf(type: RuleType): (world: World, rule: Rule) => void | Promise<void> {
  return corruptions[type] as unknown as (world: World, rule: Rule) => void | Promise<void>
}

/** Whether a row of another entity, or of the same, refers to it. */
function isReferred(world: World, entity: string, row: Row): boolean {
  return world.rules.some(
    (rule) =>
      rule.type === 'foreignKey' &&
      rule.parent === entity &&
      world
        .rows(rule.entity)
        .some((child) => rule.columns.every((column, at) => child[column] === row[rule.parentColumns[at]!])),
  )
}

/** A value of another type that lies where the old one did. */
const otherType: Readonly<Record<RuleOf<'type'>['is'], (value: unknown) => unknown>> = {
  integer: (value) => Number(value) + (Number(value) > 0 ? -0.5 : 0.5),
  decimal: () => 'much',
  float: () => 'much',
  boolean: () => 'perhaps',
  text: () => ({ no: 'text' }),
  uuid: () => 'no-uuid',
  date: (value) => `${String(value)}T13:00:00`,
  time: () => 'noon',
  timestamp: (value) => `${String(value)} or so`,
  timestamptz: () => 'yesterday',
  json: () => 'plain',
  bytes: () => 'plain',
  list: () => 'plain',
}

function beyond(bound: number | string | undefined, direction: 1 | -1): unknown {
  if (typeof bound === 'number') return bound + direction * (1 + Math.ceil(Math.abs(bound)))
  return direction === 1 ? '9998-01-01' : '0002-01-01'
}

/** As long as before, and of no format. */
function spoilt(text: string): string {
  return '§'.repeat(Math.max(1, text.length))
}

function order(value: unknown): number {
  if (typeof value === 'number') return value
  return value instanceof Date ? value.getTime() : Date.parse(String(value))
}
