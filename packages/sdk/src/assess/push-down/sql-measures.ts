import type { Rule, RuleOf, RuleType } from '../../quality/rules.ts'
import {
  aggregateBySql,
  columnsBySql,
  distinctCountBySql,
  distinctSetBySql,
  freshnessBySql,
  rowCountBySql,
} from './measure-entities.ts'
import {
  childrenPerParentBySql,
  duplicateRowsBySql,
  foreignKeyBySql,
  functionalDependencyBySql,
  primaryKeyBySql,
  uniqueBySql,
} from './measure-keys.ts'
import { conditionalBySql, expressionTrueBySql, pairEqualBySql, pairGreaterBySql } from './measure-pairs.ts'
import {
  completeBySql,
  inSetBySql,
  lengthBySql,
  missingMarkersBySql,
  notInSetBySql,
  notNullBySql,
  rangeBySql,
  tupleInSetBySql,
  typeBySql,
} from './measure-values.ts'
import type { SqlMeasure, SqlScope } from './sql-measure.ts'

type BySql<T extends RuleType> = (rule: RuleOf<T>, scope: SqlScope) => SqlMeasure | undefined

/** Types of rules that a database may count. Regular expressions and checks of digits are not among them: their dialects differ. */
const bySql: { readonly [T in RuleType]?: BySql<T> } = {
  notNull: notNullBySql,
  missingMarkers: missingMarkersBySql,
  complete: completeBySql,
  rowCount: rowCountBySql,
  unique: uniqueBySql,
  primaryKey: primaryKeyBySql,
  foreignKey: foreignKeyBySql,
  pairGreater: pairGreaterBySql,
  pairEqual: pairEqualBySql,
  tupleInSet: tupleInSetBySql,
  range: rangeBySql,
  inSet: inSetBySql,
  notInSet: notInSetBySql,
  length: lengthBySql,
  expressionTrue: expressionTrueBySql,
  conditional: conditionalBySql,
  type: typeBySql,
  columns: columnsBySql,
  duplicateRows: duplicateRowsBySql,
  functionalDependency: functionalDependencyBySql,
  childrenPerParent: childrenPerParentBySql,
  distinctCount: distinctCountBySql,
  distinctSet: distinctSetBySql,
  aggregate: aggregateBySql,
  freshness: freshnessBySql,
}

/** A cast: what stands under a rule's type takes the rules of that type. Undefined where only rows themselves can say. */
export function sqlMeasureOf(rule: Rule, scope: SqlScope): SqlMeasure | undefined {
  const measure = bySql[rule.type] as BySql<RuleType> | undefined
  return measure?.(rule as never, scope)
}
