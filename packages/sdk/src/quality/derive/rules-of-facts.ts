import type { Expression } from '../../model/expression/ast.ts'
import { printExpression } from '../../model/expression/print.ts'
import type { Rule } from '../rules.ts'
import { checksOf, type ReadChecks } from './checks-of.ts'
import { columnBounds } from './column-bounds.ts'
import type { DerivationNote, EntityFacts, KeyFacts, QualityFacts } from './quality-facts.ts'
import { readsColumn } from './reads-column.ts'
import { RuleDrafts } from './rule-drafts.ts'

export interface DerivedRules {
  readonly rules: readonly Rule[]
  readonly notes: readonly DerivationNote[]
}

/** Rules for all that a schema or a catalog holds rows to: of each column one rule for each thing that it is held to. */
export function rulesOfFacts(facts: QualityFacts): DerivedRules {
  const drafts = new RuleDrafts(facts.source)
  const notes: DerivationNote[] = [...facts.notes]
  for (const entity of facts.entities) {
    const primary = entity.keys.find((key) => key.primary)
    drafts.add(
      entity.name,
      '',
      { type: 'columns', names: entity.columns.map(({ name }) => name), severity: 'critical' },
      `the columns of ${entity.name}`,
      1,
    )
    for (const key of distinctKeys(entity)) addKey(drafts, entity, key)
    const checks = checksOf(entity, facts.dialect)
    addNotNulls(drafts, entity, primary, checks)
    columnBounds(entity, checks, drafts, notes)
    for (const { lesser, greater, strict, evidence, confidence } of checks.orderings)
      drafts.add(
        entity.name,
        `${lesser}+${greater}`,
        { type: 'pairGreater', lesser, greater, ...(strict ? {} : { orEqual: true }) },
        evidence,
        confidence,
      )
    for (const { name, expression, evidence, confidence } of checks.rest)
      drafts.add(
        entity.name,
        name,
        { type: 'expressionTrue', expression: printExpression(expression) },
        evidence,
        confidence,
      )
    for (const { name, when, then, evidence, confidence } of entity.conditions)
      drafts.add(entity.name, name, { type: 'conditional', when, then }, evidence, confidence)
    for (const { name, computed } of entity.columns)
      if (computed !== undefined)
        drafts.add(
          entity.name,
          name,
          { type: 'expressionTrue', expression: printExpression(isResult(name, computed.expression)) },
          computed.evidence,
          computed.confidence,
        )
    for (const { columns, parent, parentColumns, where, evidence, confidence } of entity.references)
      drafts.add(
        entity.name,
        columns.join('+'),
        {
          type: 'foreignKey',
          columns: [...columns],
          parent,
          parentColumns: [...parentColumns],
          severity: 'critical',
          ...(where === undefined ? {} : { where }),
        },
        evidence,
        confidence,
      )
  }
  return {
    rules: drafts.rules,
    notes: [...notes, ...facts.entities.flatMap((entity) => unruled(entity, drafts.rules))],
  }
}

/** Columns that no rule is about, but that they are there. */
function unruled({ name, columns }: EntityFacts, rules: readonly Rule[]): DerivationNote[] {
  const own = rules.filter((rule) => rule.entity === name)
  return columns
    .filter((column) => !own.some((rule) => readsColumn(rule, column.name)))
    .map((column) => ({
      code: 'NOTHING_TO_SAY',
      at: `${name}.${column.name}`,
      message: 'It may be null, and may hold any value of its type.',
    }))
}

/** A key that holds another key in it says nothing more. */
function distinctKeys({ keys }: EntityFacts): KeyFacts[] {
  const sorted = keys.toSorted((a, b) => Number(b.primary) - Number(a.primary) || a.columns.length - b.columns.length)
  return sorted.filter(
    (key, at) =>
      !sorted.some(
        (other, before) =>
          other !== key &&
          (other.where === undefined || other.where === key.where) &&
          other.columns.every((column) => key.columns.includes(column)) &&
          (other.columns.length < key.columns.length || before < at) &&
          !key.primary,
      ),
  )
}

function addKey(
  drafts: RuleDrafts,
  { name }: EntityFacts,
  { columns, primary, where, evidence, confidence }: KeyFacts,
): void {
  const about = columns.join('+')
  if (primary)
    drafts.add(name, about, { type: 'primaryKey', columns: [...columns], severity: 'critical' }, evidence, confidence)
  else
    drafts.add(
      name,
      about,
      { type: 'unique', columns: [...columns], severity: 'critical', ...(where === undefined ? {} : { where }) },
      evidence,
      confidence,
    )
}

function addNotNulls(
  drafts: RuleDrafts,
  { name, columns }: EntityFacts,
  primary: KeyFacts | undefined,
  checks: ReadChecks,
): void {
  for (const column of columns) {
    const checked = checks.domains.find((one) => one.column === column.name && one.domain.notNull)
    const said = column.notNull ?? checked
    if (said !== undefined && !primary?.columns.includes(column.name))
      drafts.add(name, column.name, { type: 'notNull', column: column.name }, said.evidence, said.confidence)
  }
}

function isResult(column: string, expression: Expression): Expression {
  return { type: 'distinct', left: { type: 'field', name: column, quoted: true }, right: expression, negated: true }
}
