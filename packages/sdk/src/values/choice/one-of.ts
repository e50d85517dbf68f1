import { z } from 'zod'
import type { Vector } from '../../model/batch.ts'
import { mapList } from '../../random/map.ts'
import { defineKind, indexDistributions, optionsError } from '../define-kind.ts'
import { listedIndices } from '../domain.ts'
import type { KindContext, Maker } from '../kind.ts'
import { closedListMaker } from '../list-maker.ts'
import { bools, floats, ints, jsons } from '../vectors.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** One of some values that the schema gives. All texts, all numbers or all truths; mixed ones are JSON. */
function chosenMaker(context: KindContext, values: readonly z.output<typeof scalar>[]): Maker {
  if (context.type === 'json') return indexed(context, values, jsons)
  if (values.every((value) => typeof value === 'string')) return closedListMaker(context, values)
  if (values.every((value) => typeof value === 'number')) {
    const whole = values.every((value) => Number.isSafeInteger(value))
    return indexed(context, values, (chosen) =>
      whole ? ints(Float64Array.from(chosen)) : floats(Float64Array.from(chosen)),
    )
  }
  if (values.every((value) => typeof value === 'boolean')) {
    return indexed(context, values, (chosen) => bools(Uint8Array.from(chosen, Number)))
  }
  return closedListMaker(context, values.map(String))
}

function indexed<Value>(context: KindContext, values: readonly Value[], vector: (chosen: Value[]) => Vector): Maker {
  const list = context.unique ? [...new Set(values)] : values
  const indices = listedIndices(context, list.length)
  return {
    capacity: new Set(values).size,
    make: (rows) => vector(mapList(indices(rows), (index) => list[index]!)),
  }
}

export const oneOf = defineKind({
  name: 'one-of',
  group: 'choice',
  summary: 'One of some values, each as often as its weight says',
  type: 'text',
  options: z.strictObject({
    values: z.array(scalar).min(1).max(100_000),
    weights: z.array(z.number().nonnegative()).optional().describe('one for each value; default: all alike'),
  }),
  distributions: indexDistributions,
  examples: [{ values: ['new', 'open', 'closed'], weights: [1, 5, 14] }, { values: [10, 20, 50] }, { values: [true] }],
  maker({ values, weights }, context) {
    if (weights !== undefined && weights.length !== values.length) {
      throw optionsError(`weights: ${values.length} are needed, one for each value, and ${weights.length} are given`)
    }
    if (weights && !context.unique) {
      if (!weights.some((weight) => weight > 0)) throw optionsError('weights: one above 0 is needed')
      if (context.distribution) throw optionsError('weights and a distribution say two things; give one of them')
      return chosenMaker({ ...context, distribution: { name: 'weighted', weights } }, values)
    }
    return chosenMaker(context, values)
  },
})

export const constant = defineKind({
  name: 'constant',
  group: 'choice',
  summary: 'The same value in every row',
  type: 'text',
  options: z.strictObject({ value: z.union([scalar, z.array(z.unknown()), z.record(z.string(), z.unknown())]) }),
  examples: [{ value: 'EUR' }, { value: 1 }, { value: false }, { value: { a: [1, 2] } }],
  maker({ value }, context) {
    if (typeof value === 'object') return indexed({ ...context, distribution: undefined }, [value], jsons)
    return chosenMaker(context, [value])
  },
})
