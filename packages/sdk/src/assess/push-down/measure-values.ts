import { parseTime, parseTimestamp } from '../../model/calendar.ts'
import { numberOfText } from '../../quality/columns/number-column.ts'
import { usualMarkers } from '../../quality/rules/missing-markers.ts'
import type { RuleOf } from '../../quality/rules.ts'
import { among, isWhole, present } from './among.ts'
import type { SqlTerm, SqlType } from './sql-column.ts'
import { sqlLiteral, sqlMoment, sqlMomentOf, sqlNumber, sqlText } from './sql-literal.ts'
import type { SqlOfRows, SqlScope } from './sql-measure.ts'

export function notNullBySql({ column }: RuleOf<'notNull'>, { columns }: SqlScope): SqlOfRows | undefined {
  const failed = columns.isNull(column)
  return failed === undefined ? undefined : { considered: 'true', failed }
}

export function completeBySql(rule: RuleOf<'complete'>, { columns }: SqlScope): SqlOfRows | undefined {
  const nulls = rule.columns.map((column) => columns.isNull(column))
  if (!isWhole(nulls)) return undefined
  return { considered: 'true', failed: nulls.join(rule.needs === 'all' ? ' or ' : ' and ') }
}

/** Blanks around it and the case of A to Z do not count: lower() of a database may change more. */
export function missingMarkersBySql(rule: RuleOf<'missingMarkers'>, { columns }: SqlScope): SqlOfRows | undefined {
  const term = columns.value(rule.column)
  if (term?.type !== 'text') return undefined
  const { dialect } = columns
  const bare = (text: string) =>
    text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const markers = (rule.markers ?? usualMarkers).map((marker) => sqlText(bare(marker), dialect))
  if (!isWhole(markers)) return undefined
  const trimmed =
    dialect === 'postgres'
      ? `lower(btrim(${term.sql}, E' \\t\\r\\n'))`
      : `lower(trim(${term.sql}, ' ' || char(9) || char(13) || char(10)))`
  return ofValue(term, `${trimmed} in (${markers.join(', ')})`)
}

export function lengthBySql({ column, min, max }: RuleOf<'length'>, { columns }: SqlScope): SqlOfRows | undefined {
  const term = columns.value(column)
  if (term?.type !== 'text') return undefined
  const failed = [
    ...(min === undefined ? [] : [`length(${term.sql}) < ${min}`]),
    ...(max === undefined ? [] : [`length(${term.sql}) > ${max}`]),
  ]
  return ofValue(term, failed.join(' or '))
}

export function inSetBySql({ column, values }: RuleOf<'inSet'>, { columns }: SqlScope): SqlOfRows | undefined {
  const term = columns.value(column)
  const inside = term && among(term, values, columns.dialect)
  return term === undefined || inside === undefined ? undefined : ofValue(term, `not (${inside})`)
}

export function notInSetBySql({ column, values }: RuleOf<'notInSet'>, { columns }: SqlScope): SqlOfRows | undefined {
  const term = columns.value(column)
  const inside = term && among(term, values, columns.dialect)
  return term === undefined || inside === undefined ? undefined : ofValue(term, inside)
}

export function tupleInSetBySql(rule: RuleOf<'tupleInSet'>, { columns }: SqlScope): SqlOfRows | undefined {
  const terms = rule.columns.map((column) => columns.value(column))
  if (!isWhole(terms)) return undefined
  const tuples = rule.values.map((tuple) => {
    const parts = tuple.map((value, at) => {
      const term = terms[at]
      return term && among(term, [value], columns.dialect)
    })
    return isWhole(parts) ? `(${parts.join(' and ')})` : undefined
  })
  if (!isWhole(tuples)) return undefined
  return { considered: present(terms), failed: `not (${tuples.join(' or ')})` }
}

export function rangeBySql({ column, min, max, strict }: RuleOf<'range'>, scope: SqlScope): SqlOfRows | undefined {
  const { columns } = scope
  const { dialect } = columns
  const term = columns.value(column)
  if (term === undefined) return undefined
  const ends = (
    literal: (bound: number | string) => string | undefined,
  ): [string | undefined, string | undefined] | undefined => {
    const low = min === undefined ? undefined : literal(min)
    const high = max === undefined ? undefined : literal(max)
    const isLost = (min !== undefined && low === undefined) || (max !== undefined && high === undefined)
    return isLost ? undefined : [low, high]
  }
  const outside = (value: string, bounds: readonly [string | undefined, string | undefined] | undefined) => {
    if (bounds === undefined) return undefined
    const [low, high] = bounds
    return [
      ...(low === undefined ? [] : [`${value} ${strict === true ? '<=' : '<'} ${low}`]),
      ...(high === undefined ? [] : [`${value} ${strict === true ? '>=' : '>'} ${high}`]),
    ].join(' or ')
  }
  const failed = (() => {
    switch (term.type) {
      case 'text':
      case 'uuid':
        return outside(
          term.sql,
          ends((bound) => sqlText(String(bound), dialect)),
        )
      case 'integer':
      case 'decimal':
        return outside(
          term.sql,
          ends((bound) => sqlNumber(numberOf(bound))),
        )
      case 'float': {
        const found = outside(
          term.sql,
          ends((bound) => sqlNumber(numberOf(bound))),
        )
        // NaN is above all numbers there, and between no bounds here.
        return found === undefined || dialect === 'sqlite' ? found : `${found} or ${term.sql} = 'NaN'`
      }
      case 'date':
      case 'timestamp':
      case 'timestamptz':
        return outside(
          sqlMomentOf(term, dialect),
          ends((bound) => sqlMoment(parseTimestamp(String(bound)), term.type, dialect)),
        )
      case 'time':
        return outside(
          term.sql,
          ends((bound) =>
            parseTime(String(bound)) === undefined ? undefined : sqlLiteral(String(bound), 'time', dialect),
          ),
        )
      case 'boolean':
        return undefined
    }
  })()
  return failed === undefined ? undefined : ofValue(term, failed)
}

function numberOf(bound: number | string): number {
  return typeof bound === 'number' ? bound : numberOfText(bound)
}

function ofValue(term: SqlTerm, failed: string): SqlOfRows {
  return { considered: present([term]), failed }
}

/** A column whose every value is of the type by being what it is; texts are looked at one by one. */
export function typeBySql({ column, is }: RuleOf<'type'>, { columns }: SqlScope): SqlOfRows | undefined {
  const term = columns.value(column)
  return term !== undefined && alwaysOf[term.type].includes(is) ? ofValue(term, 'false') : undefined
}

const alwaysOf: Readonly<Record<SqlType, readonly RuleOf<'type'>['is'][]>> = {
  integer: ['integer', 'decimal', 'float', 'text', 'json'],
  decimal: ['decimal', 'float', 'text'],
  float: ['float', 'text'],
  boolean: ['boolean', 'text', 'json'],
  text: ['text'],
  uuid: ['uuid', 'text'],
  date: ['date', 'timestamp', 'timestamptz', 'text'],
  time: ['time', 'text'],
  timestamp: ['timestamp', 'timestamptz', 'text'],
  timestamptz: ['timestamp', 'timestamptz', 'text'],
}
