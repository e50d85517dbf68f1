import { defineTransform, noOptions } from '../define-transform.ts'
import { fittingNumber } from '../draws/fitting-number.ts'
import { OTHER_FORM } from '../draws/form-fallback.ts'
import { permutedMask } from '../draws/permuted-mask.ts'
import { houseNumbers } from './house-number.ts'
import { PLACE } from './place-words.ts'

export const buildingNumber = defineTransform({
  name: 'building-number',
  group: 'places',
  summary: 'Another house number of the same format; agrees with the number in street-address',
  options: noOptions,
  accepts: ['text', 'integer'],
  domain: PLACE,
  promises: (_, { unique, type }) => ({
    deterministic: true,
    unique: unique && type.form === 'text' ? 'preserved' : 'lost',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask(_, { key, column }) {
    const mask = column.unique ? permutedMask(key, OTHER_FORM) : houseNumbers(key)
    return column.type.form === 'text' ? mask : { value: fittingNumber(column.type, mask.value) }
  },
})
