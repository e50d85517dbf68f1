import { z } from 'zod'
import { UnderstudyError } from '../../../errors.ts'
import { integerPermutation } from '../../permute/integer-permutation.ts'
import { defineTransform } from '../define-transform.ts'

export const label = defineTransform({
  name: 'label',
  group: 'numbers',
  summary: 'Another label of the enum: labels are permuted, so how often each stands can still be told',
  options: z.strictObject({
    labels: z.array(z.string()).min(2).optional().describe('those that are permuted; default: all of the type'),
  }),
  examples: [{}, { labels: ['red', 'green'] }],
  accepts: ['enum'],
  promises: (_, { type }) => ({
    deterministic: true,
    unique: 'preserved',
    format: 'similar',
    longest: () => Math.max(1, ...(type.values ?? []).map((value) => [...value].length)),
    mayKeep: type.values?.length === 1 ? 'the label of an enum that has but one' : undefined,
  }),
  mask({ labels }, { key, column: { type, table, name } }) {
    const all = type.values ?? labels ?? []
    const list = labels ?? all
    const unknown = list.filter((one) => !all.includes(one))
    if (unknown.length > 0 || list.length === 0) {
      throw new UnderstudyError('TRANSFORM_UNFIT', {
        operation: 'prepare a transform',
        message: `${table}.${name}: transform label knows no labels of the type, or is given others: ${unknown.join(', ')}`,
        details: { table, column: name, transform: 'label' },
      })
    }
    const others = all.filter((one) => !list.includes(one))
    const permuted = [permutationOf(list), permutationOf(others)].flat()
    const images = new Map(permuted)
    return { value: (text) => images.get(text) ?? list[0]! }

    function permutationOf(values: readonly string[]): [string, string][] {
      if (values.length === 0) return []
      const words = key.words(`labels ${values.length}`)
      const { atNumber } = integerPermutation(words, 0n, BigInt(values.length - 1))
      return values.map((value, i) => [value, values[atNumber(i)]!])
    }
  },
})
