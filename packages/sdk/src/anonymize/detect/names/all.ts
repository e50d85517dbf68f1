import { contactNames } from './contact.ts'
import { harmlessNames } from './harmless.ts'
import type { NameRule } from './name-rule.ts'
import { networkNames } from './network.ts'
import { numberNames } from './numbers.ts'
import { peopleNames } from './people.ts'
import { placeNames } from './places.ts'
import { sensitiveNames } from './sensitive.ts'

/** An earlier rule counts more than a later one of the same words. */
export const nameRules: readonly NameRule[] = [
  ...harmlessNames,
  ...numberNames,
  ...contactNames,
  ...peopleNames,
  ...placeNames,
  ...networkNames,
  ...sensitiveNames,
]
