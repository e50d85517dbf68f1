import { valueForms } from '../../value-form.ts'
import { defineTransform, noOptions } from '../define-transform.ts'

/** Named for what is left: null is no name for a constant. */
export const nothing = defineTransform({
  name: 'null',
  group: 'any',
  summary: 'NULL in every row; refused where the column holds no NULL',
  options: noOptions,
  accepts: valueForms,
  whole: true,
  promises: () => ({ deterministic: true, unique: 'lost', format: 'lost', longest: () => 0 }),
  mask: () => ({ value: () => null }),
})
