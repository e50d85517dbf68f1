import { batchOf } from '../../formats/batch-of-rows.ts'
import type { DataSchema } from '../../model/schema.ts'
import { type Stream, streamOf, substream, word } from '../../random/stream.ts'
import { evaluateRules } from '../evaluate/evaluate-rules.ts'
import type { RuleResult } from '../quality-report.ts'
import type { RowSource } from '../row-source.ts'
import { kindOf, type Rule } from '../rules.ts'

export type Row = Record<string, unknown>
export type Data = Readonly<Record<string, readonly Row[]>>

/** Rows, and the schema that says their types, where there is one. */
export interface Given {
  readonly data: Data
  readonly schema?: DataSchema | undefined
  /** Columns that are computed of others follow these. */
  readonly compute?: ((entity: string, row: Row) => void) | undefined
}

const now = new Date('2026-01-01T00:00:00Z')

/** Rows that can be spoilt, a copy for each corruption, and draws that are the same for the same seed. */
export class World {
  readonly data: Record<string, Row[]>
  readonly schema: DataSchema | undefined
  readonly rules: readonly Rule[]
  private readonly stream: Stream
  private drawn = 0

  constructor({ data, schema }: Given, rules: readonly Rule[], seed: string) {
    this.schema = schema
    this.data = Object.fromEntries(
      Object.entries(data).map(([entity, rows]) => [entity, rows.map((row) => ({ ...row }))]),
    )
    this.rules = rules
    this.stream = substream(streamOf(seed), 'corruption')
  }

  draw(n: number): number {
    return Math.floor((word(this.stream, 0, this.drawn++) / 4294967296) * n)
  }

  rows(entity: string): Row[] {
    return this.data[entity] ?? []
  }

  /** One of the rows that `fits`. */
  pick(entity: string, fits: (row: Row) => boolean = () => true): Row {
    const rows = this.rows(entity).filter(fits)
    const row = rows[this.draw(rows.length)]
    if (row === undefined) throw new Error(`no row of ${entity} can be spoilt so`)
    return row
  }

  /** Of all rules that read an entity: no other can tell that it was spoilt. */
  resultsAround(entity: string): Promise<readonly RuleResult[]> {
    const reading = this.rules.filter(
      (rule) =>
        rule.entity === entity ||
        kindOf(rule)
          .others?.(rule)
          .some((other) => other.entity === entity),
    )
    return resultsOf(this, reading)
  }

  async breaks(rule: Rule): Promise<boolean> {
    const [result] = await resultsOf(this, [rule])
    return result?.outcome === 'failed'
  }

  /** Puts values that the column may hold into one row, until the rule is broken: no rule about the column alone is. */
  async shuffleUntilBroken(rule: Rule, columns: readonly string[]): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt++) {
      const row = this.pick(rule.entity)
      const column = columns[this.draw(columns.length)] ?? ''
      const values = this.valuesOf(rule.entity, column)
      const before = row[column]
      row[column] = values[this.draw(values.length)]
      if (row[column] !== before && (await this.breaks(rule))) return
      row[column] = before
    }
    throw new Error(`${rule.id} is broken by no value of its columns`)
  }

  /** Those that stand there, or else those that a list allows. */
  private valuesOf(entity: string, column: string): readonly unknown[] {
    const there = this.rows(entity).flatMap((row) => row[column] ?? [])
    const listed = this.rules.flatMap((rule) =>
      rule.type === 'inSet' && rule.entity === entity && rule.column === column ? rule.values : [],
    )
    return there.length > 0 ? there : listed
  }
}

/** More than one batch to an entity, and not many. */
const batchRows = 70

export function sourceOf({ data, schema }: Given): RowSource {
  return {
    name: 'rows',
    schema,
    entities: Object.keys(data),
    async *batches({ entities } = {}) {
      for (const [entity, rows] of Object.entries(data)) {
        if (entities !== undefined && !entities.includes(entity)) continue
        const names = [...new Set(rows.flatMap(Object.keys))]
        for (let at = 0; at < rows.length; at += batchRows)
          yield batchOf(
            entity,
            rows.slice(at, at + batchRows),
            names.map((name) => ({ name })),
            at,
          )
      }
    },
  }
}

export async function resultsOf(given: Given, rules: readonly Rule[]): Promise<readonly RuleResult[]> {
  const { results } = await evaluateRules(sourceOf(given), rules, { now, samples: 0 })
  return results
}
