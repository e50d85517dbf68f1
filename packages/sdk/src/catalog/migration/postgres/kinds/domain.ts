import type { DomainCheck, DomainType } from '../../../column-type.ts'
import { settledText } from '../../../diff/settled-text.ts'
import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import type { Hazard, Lock } from '../../step.ts'
import type { Draft, KindRules, World } from '../kind-rules.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { type ColumnUse, columnsUsing } from './columns-using.ts'

export const domainRules: KindRules<'domain'> = {
  create({ id, object }) {
    const { baseType, collation, default: value, notNull, checks } = object
    const parts = [
      `CREATE DOMAIN ${quoteTable(object)} AS ${baseType}`,
      ...(collation === null ? [] : [`COLLATE ${collation}`]),
      ...(value === null ? [] : [`DEFAULT ${value}`]),
      ...(notNull ? ['NOT NULL'] : []),
      ...checks.filter(({ valid }) => valid).map(constraint),
    ]
    const notValid = checks.filter(({ valid }) => !valid)
    const statements = [parts.join(' '), ...notValid.map((check) => addCheck(object, check, false))]
    return [{ action: 'create', title: `create ${id}`, statements }]
  },
  drop: ({ id, object }) => [
    { action: 'drop', title: `drop ${id}`, statements: [`DROP DOMAIN ${quoteTable(object)}`] },
  ],
  alter(from, to, _, world) {
    if (from.object.baseType !== to.object.baseType || from.object.collation !== to.object.collation) {
      return { how: 'replace' }
    }
    const rules = difference(from.object, to.object)
    const uses = columnsUsing(from.object, world.before.definition).filter(({ table }) => !isNewTable(table, world))
    // Postgres checks no values that stand inside of others.
    if (rules.tightened && uses.some(({ inside }) => inside)) return { how: 'replace' }
    return { how: 'in place', drafts: alterations(from, to, rules, uses, world) }
  },
}

interface Difference {
  readonly dropped: readonly DomainCheck[]
  readonly added: readonly DomainCheck[]
  readonly validated: readonly DomainCheck[]
  readonly tightened: boolean
}

function difference(from: DomainType, to: DomainType): Difference {
  const same = (a: DomainCheck) => (b: DomainCheck) =>
    a.name === b.name &&
    settledText(a.expression) === settledText(b.expression) &&
    (a.valid === b.valid || (!a.valid && b.valid))
  const dropped = from.checks.filter((check) => !to.checks.some(same(check)))
  const added = to.checks.filter((check) => !from.checks.some((old) => same(old)(check)))
  const validated = to.checks.filter(({ name, valid }) =>
    from.checks.some((old) => old.name === name && !old.valid && valid && !added.some((one) => one.name === name)),
  )
  const tightened = added.some(({ valid }) => valid) || validated.length > 0 || (to.notNull && !from.notNull)
  return { dropped, added, validated, tightened }
}

function alterations(
  from: FactOf<'domain'>,
  to: FactOf<'domain'>,
  { dropped, added, validated }: Difference,
  uses: readonly ColumnUse[],
  world: World,
): Draft[] {
  const { id, object } = to
  const domain = `ALTER DOMAIN ${quoteTable(object)}`
  const drafts: Draft[] = []
  const alter = (title: string, statement: string, more: Partial<Draft> = {}) =>
    drafts.push({ action: 'alter', title, statements: [`${domain} ${statement}`], ...more })

  for (const { name } of dropped) alter(`drop constraint ${name} of ${id}`, `DROP CONSTRAINT ${quoteIdentifier(name)}`)
  if (from.object.notNull && !object.notNull) alter(`allow null in ${id}`, 'DROP NOT NULL')
  if (from.object.default !== object.default) {
    if (object.default === null) alter(`drop default of ${id}`, 'DROP DEFAULT')
    else alter(`set default of ${id}`, `SET DEFAULT ${object.default}`)
  }
  if (!from.object.notNull && object.notNull) {
    alter(`refuse null in ${id}`, 'SET NOT NULL', reading(uses, 'holds null'))
  }
  const apart = world.online && uses.length > 0
  for (const check of added) {
    const atOnce = check.valid && !apart
    drafts.push({
      action: 'alter',
      title: `add constraint ${check.name} to ${id}`,
      statements: [addCheck(object, check, atOnce)],
      ...(atOnce ? reading(uses, `does not satisfy ${check.name}`) : {}),
    })
  }
  for (const { name } of [...validated, ...added.filter(({ valid }) => valid && apart)]) {
    alter(`validate constraint ${name} of ${id}`, `VALIDATE CONSTRAINT ${quoteIdentifier(name)}`, {
      action: 'validate',
      ...reading(uses, `does not satisfy ${name}`),
      // So that writers wait for this no longer than for the reading, and for nothing that was locked before.
      ...(apart ? { transaction: 'own' as const } : {}),
    })
  }
  return drafts
}

/** What it takes to check the values that are there. */
function reading(uses: readonly ColumnUse[], fails: string) {
  const hazards = uses.flatMap(({ table, column }): Hazard[] => {
    const name = `${table.schema}.${table.name}`
    return [
      { kind: 'scans table', why: `Every row of ${name} is read.` },
      { kind: 'may fail on data', why: `It fails if a value of ${name}.${column.name} ${fails}.` },
      { kind: 'blocks writes', why: `Writers of ${name} wait until it is read.` },
    ]
  })
  const tables = new Map(uses.map(({ table }) => [objectId('table', table.schema, table.name), table]))
  const locks = [...tables.values()].map(({ schema, name }): Lock => ({ relation: { schema, name }, mode: 'SHARE' }))
  return { hazards: unique(hazards), locks }
}

function unique(hazards: readonly Hazard[]): Hazard[] {
  return hazards.filter(({ why }, at) => hazards.findIndex((one) => one.why === why) === at)
}

function isNewTable({ schema, name }: ColumnUse['table'], world: World): boolean {
  return world.isNew(objectId('table', schema, name))
}

function constraint({ name, expression }: DomainCheck): string {
  return `CONSTRAINT ${quoteIdentifier(name)} CHECK (${expression})`
}

function addCheck(domain: DomainType, check: DomainCheck, valid: boolean): string {
  return `ALTER DOMAIN ${quoteTable(domain)} ADD ${constraint(check)}${valid ? '' : ' NOT VALID'}`
}
