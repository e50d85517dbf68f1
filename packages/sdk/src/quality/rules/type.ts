import { z } from 'zod'
import type { Vector } from '../../model/batch.ts'
import { parseDate, parseTime, parseTimestamp } from '../../model/calendar.ts'
import { type FieldType, fieldTypes } from '../../model/schema.ts'
import { numberOfText } from '../columns/number-column.ts'
import { textColumn } from '../columns/text-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

/**
 * A text passes where it is written as a value of the type: files hold nothing else. Whole numbers pass as any number
 * does, 0 and 1 as booleans, dates as moments, midnights as dates, and whatever is neither bytes, a list nor an object
 * as text.
 */
export const type = defineRuleKind({
  type: 'type',
  group: 'formatRules',
  dimension: 'validity',
  schema: z.strictObject({
    type: z.literal('type'),
    ...ruleBase,
    column: nameSchema,
    is: z.enum(fieldTypes),
  }),
  about: 'The value is of a type, or is a text that is written as one of it',
  demand: ({ column, is }) => `${column} is of type ${is}`,
  columns: ({ column }) => [column],
  start: ({ column, is }, context) =>
    rowTally(context, (batch, verdicts) => {
      const vector = vectorOf(batch, column)
      const { nulls, length } = vector
      if (natives[is].includes(vector.type)) verdicts.fill(PASS, 0, length)
      else if (vector.type === 'json') judgeMixed(vector.values, is, verdicts)
      else judgeTexts(vector, is, verdicts)
      if (nulls !== undefined) for (let row = 0; row < length; row++) if (nulls[row] === 1) verdicts[row] = NULL
    }),
})

/** Vectors whose every value is of the type. */
const natives: Readonly<Record<FieldType, readonly Vector['type'][]>> = {
  integer: ['int', 'bigint'],
  decimal: ['int', 'bigint', 'decimal'],
  float: ['int', 'bigint', 'decimal', 'float'],
  boolean: ['bool'],
  text: ['text', 'pick', 'concat', 'int', 'bigint', 'decimal', 'float', 'bool', 'date', 'time', 'timestamp', 'uuid'],
  uuid: ['uuid'],
  date: ['date'],
  time: ['time'],
  timestamp: ['timestamp', 'date'],
  timestamptz: ['timestamp', 'date'],
  json: ['int', 'bigint', 'decimal', 'bool', 'json', 'list'],
  bytes: ['bytes'],
  list: ['list'],
}

const truth = /^(?:t|true|f|false|y|yes|n|no|on|off|0|1)$/i
const midnight = /^(\S+?)(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00(?::?00)?)?)?$/

const written: Readonly<Record<FieldType, (text: string) => boolean>> = {
  integer: (text) => /^\s*[+-]?\d+\s*$/.test(text),
  decimal: (text) => !Number.isNaN(numberOfText(text)),
  float: (text) => !Number.isNaN(numberOfText(text)) || /^(?:nan|[+-]?inf(?:inity)?)$/i.test(text),
  boolean: (text) => truth.test(text),
  text: () => true,
  uuid: (text) => /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text),
  date: (text) => {
    const day = midnight.exec(text)?.[1]
    return day !== undefined && /^[+-]?\d{4,6}-\d{1,2}-\d{1,2}$/.test(day) && parseDate(day) !== undefined
  },
  time: (text) => parseTime(text) !== undefined,
  timestamp: (text) => parseTimestamp(text) !== undefined,
  timestamptz: (text) => parseTimestamp(text) !== undefined,
  json: isJson,
  bytes: (text) => /^\\x(?:[0-9a-f]{2})*$/i.test(text),
  list: (text) => /^\s*\{.*\}\s*$/s.test(text) || (/^\s*\[/.test(text) && isJson(text)),
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}

function judgeTexts(vector: Vector, is: FieldType, verdicts: Uint8Array): void {
  const { words, indices } = textColumn(vector)
  const holds = written[is]
  // Bytes and lists have a text, too, which is not theirs to be judged by.
  const never = vector.type === 'bytes' || vector.type === 'list'
  for (let row = 0; row < vector.length; row++) {
    verdicts[row] = !never && holds(words[indices === undefined ? row : indices[row]!]!) ? PASS : FAIL
  }
}

function judgeMixed(values: readonly unknown[], is: FieldType, verdicts: Uint8Array): void {
  for (let row = 0; row < values.length; row++) verdicts[row] = holdsMixed(values[row], is) ? PASS : FAIL
}

function holdsMixed(value: unknown, is: FieldType): boolean {
  switch (typeof value) {
    case 'string':
      return written[is](value)
    case 'number':
    case 'bigint':
      return is === 'json' || written[is](String(value))
    case 'boolean':
      return is === 'boolean' || is === 'text' || is === 'json'
    default:
      if (value instanceof Date) return is === 'timestamp' || is === 'timestamptz' || is === 'text'
      if (value instanceof Uint8Array) return is === 'bytes'
      return is === 'json' || (is === 'list' && Array.isArray(value))
  }
}
