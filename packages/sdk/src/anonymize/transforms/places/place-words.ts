import { z } from 'zod'
import type { Atlas } from '../../../values/places/atlas.ts'
import type { Draws } from '../draws/keyed-draws.ts'

/** One key domain for all parts of an address: drawn by a subject they agree. */
export const PLACE = 'place'

export const byOption = z
  .enum(['value', 'subject'])
  .default('value')
  .describe(
    'subject: city, state, postcode and whole address of one subject agree, as far as each is masked by subject',
  )

/** Index of the city that is drawn: the first thing drawn of a place. */
export function drawnCity(draws: Draws, atlas: Atlas): number {
  return Math.min(atlas.choose(draws.below(2 ** 32) / 2 ** 32), atlas.cities.length - 1)
}
