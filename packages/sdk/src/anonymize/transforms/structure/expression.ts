import { z } from 'zod'
import { UnderstudyError } from '../../../errors.ts'
import { formatDate, formatTimestamp, microsPerDay } from '../../../model/calendar.ts'
import { fieldsOf } from '../../../model/expression/fields.ts'
import { parseExpression } from '../../../model/expression/parse.ts'
import type { Shape, Value } from '../../../model/expression/value.ts'
import { writeText } from '../../../model/expression/write-text.ts'
import { cut } from '../../../values/lists.ts'
import type { Mask } from '../../transform.ts'
import { type ValueForm, valueForms } from '../../value-form.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'
import { canonicalText } from './engine-text.ts'
import { rowExpression } from './row-expression.ts'

/** Fields as they are written; whether they are columns is known when the mask is made. */
function fieldsIn(text: string): readonly string[] {
  try {
    return fieldsOf(parseExpression(text))
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID') return []
    throw thrown
  }
}

const options = z.strictObject({
  expression: z.string().min(1).describe('in the expression language of schemas: no SQL is run, and no clock is read'),
})

export const expression = defineTransform({
  name: 'expression',
  group: 'structure',
  summary: 'What an expression makes of the row’s original values: whoever writes it answers for what it lets through',
  options,
  examples: [{ expression: "upper(left(first_name, 1)) || '.'" }],
  accepts: valueForms,
  reads: ({ expression: text }) => fieldsIn(text),
  promises: (_, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'lost',
    longest: fittedLength(type, 0, () => undefined),
    mayKeep: 'whatever the expression lets through',
  }),
  mask({ expression: text }, { typeOf, dialect, column }) {
    const compiled = rowExpression(text, typeOf, dialect)
    const mask: Mask = {
      value(_, row) {
        const value = compiled.at(row)
        return value === null ? null : writtenAs(column.type.form, value, compiled.shape)
      },
    }
    return fittedMask(column.type, mask, cut)
  },
})

const calendar: readonly ValueForm[] = ['date', 'timestamp', 'instant']

/** A day or a moment is written as the column has them, whichever of them the expression gives; all else as it is. */
function writtenAs(form: ValueForm, value: Exclude<Value, null>, { type, ...shape }: Shape): string {
  const isMoment = type === 'timestamp' || type === 'timestamptz'
  if (!calendar.includes(form) || !(isMoment || type === 'date')) {
    return canonicalText(form, writeText(value, { type, ...shape }, 'postgres'))
  }
  const micros = type === 'date' ? Number(value) * microsPerDay : Number(value)
  if (form === 'date') return formatDate(Math.floor(micros / microsPerDay))
  return canonicalText(form, formatTimestamp(micros, form === 'instant'))
}
