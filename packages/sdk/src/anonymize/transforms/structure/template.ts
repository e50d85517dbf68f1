import { z } from 'zod'
import { UnderstudyError } from '../../../errors.ts'
import { cut } from '../../../values/lists.ts'
import type { Mask } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'

const part = z.strictObject({
  column: z.string().min(1).describe('of the row'),
  transform: z
    .string()
    .min(1)
    .refine((name) => name !== 'keep', 'an original value can not stand in a template'),
  options: z.record(z.string(), z.unknown()).optional(),
  domain: z.string().min(1).optional(),
})

const options = z.strictObject({
  template: z.string().min(1).describe('text with names of parts in braces'),
  parts: z.record(z.string(), part).describe('columns of the row, each masked: never an original value'),
})

const name = /\{([^{}]+)\}/g

export const template = defineTransform({
  name: 'template',
  group: 'structure',
  summary: 'A text with masked values of the row put in; masked in the domains of their columns they agree with these',
  options,
  examples: [{ template: 'user-{id}@example.test', parts: { id: { column: 'id', transform: 'key-integer' } } }],
  accepts: ['text'],
  reads: ({ parts }) => Object.values(parts).map(({ column }) => column),
  promises: (_, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'lost',
    longest: fittedLength(type, 0, () => undefined),
    mayKeep: 'a value that is what the template makes of its row',
  }),
  mask({ template: text, parts }, context) {
    const masks = new Map(Object.entries(parts).map(([key, rule]) => [key, partMask(rule)]))
    const missing = [...text.matchAll(name)].map(([, key = '']) => key).filter((key) => !masks.has(key))
    if (missing.length > 0) throw unfit(`names parts that it is not given: ${missing.join(', ')}`)
    const mask: Mask = {
      value: (_, row) =>
        text.replace(name, (_whole, key: string) => {
          const { column, mask } = masks.get(key)!
          const value = row.text(column)
          return value === null ? '' : (mask.value(value, row) ?? '')
        }),
    }
    return fittedMask(context.column.type, mask, cut)

    function partMask({ column, ...rule }: z.output<typeof part>): { column: string; mask: Mask } {
      const type = context.typeOf(column)
      if (type === undefined) throw unfit(`reads column ${column}, which the table does not have`)
      if (type.kind !== 'scalar') throw unfit(`reads column ${column}, which is a ${type.kind}`)
      return { column, mask: context.nested(rule, type) }
    }

    function unfit(why: string): UnderstudyError {
      const { table, name: own } = context.column
      return new UnderstudyError('TRANSFORM_UNFIT', {
        operation: 'prepare a transform',
        message: `${table}.${own}: transform template ${why}`,
        details: { table, column: own, transform: 'template' },
      })
    }
  },
})
