import { commerceRules } from './commerce.ts'
import { numberRules } from './numbers.ts'
import { peopleRules } from './people.ts'
import { placeRules } from './places.ts'
import type { NameRule } from './rule.ts'
import { timeRules } from './time.ts'
import { webRules } from './web.ts'
import { wordRules } from './words.ts'

/** Earlier rules win over later ones for the same words; the whole of a name over its end, its end over its start. */
export const nameRules: readonly NameRule[] = [
  ...peopleRules,
  ...placeRules,
  ...commerceRules,
  ...webRules,
  ...wordRules,
  ...timeRules,
  ...numberRules,
]
