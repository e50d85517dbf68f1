import { z } from 'zod'
import { mapUint8 } from '../../random/map.ts'
import { words } from '../../random/stream.ts'
import { defineKind } from '../define-kind.ts'
import { permutedIndices } from '../domain.ts'
import { bools } from '../vectors.ts'

export const boolean = defineKind({
  name: 'boolean',
  group: 'numbers',
  summary: 'True or false',
  type: 'boolean',
  options: z.strictObject({ share: z.number().min(0).max(1).default(0.5).describe('of rows that are true') }),
  examples: [{}, { share: 0.9 }],
  maker({ share }, context) {
    if (context.unique) {
      const indices = permutedIndices(context, 2)
      return { capacity: 2, make: (rows) => bools(new Uint8Array(indices(rows))) }
    }
    const below = share * 4294967296
    return {
      capacity: 2,
      make: (rows) => bools(mapUint8(words(context.stream, rows), (word) => (word < below ? 1 : 0))),
    }
  },
})
