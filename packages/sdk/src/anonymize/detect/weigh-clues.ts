import type { Clue, Finding } from './finding.ts'
import { labelOf, type PersonalClass } from './personal-class.ts'
import { isPlausible } from './plausible.ts'

/** Classes whose values look alike: the values of one do not contradict the name of another. */
const alike: readonly (readonly PersonalClass[])[] = [
  ['first-name', 'middle-name', 'last-name', 'full-name', 'username', 'city', 'company', 'state'],
  ['city', 'state', 'country', 'street-address', 'company', 'origin'],
  [
    'national-id',
    'tax-id',
    'passport',
    'bank-account',
    'phone',
    'card',
    'health',
    'vehicle',
    'device',
    'postcode',
    'username',
  ],
  ['birth-date', 'date-about-person', 'card-expiry'],
  ['password', 'token', 'username', 'device'],
  ['job-title', 'company', 'full-name'],
  ['url', 'domain', 'file', 'geo'],
  ['age', 'cvv', 'money', 'postcode'],
]

const areAlike = (a: PersonalClass, b: PersonalClass): boolean =>
  a === b || alike.some((group) => group.includes(a) && group.includes(b))

const clearName = 0.85

/** Of a form that nothing else has, whatever the name says. */
function isOwn(name: PersonalClass): boolean {
  return ['email', 'card', 'iban', 'national-id', 'phone', 'password', 'token', 'ip', 'mac', 'url'].includes(name)
}

export type Weighed = Omit<Finding, 'decision'>

/** Clues of one class strengthen each other; a name that the values speak against counts little. The surest first. */
export function weighClues(
  names: readonly Clue[],
  values: readonly Clue[],
  texts: readonly string[],
): readonly Weighed[] {
  const strongest = values.filter(({ part }) => !part).toSorted((a, b) => b.confidence - a.confidence)[0]
  const all = new Set([...names, ...values].map((clue) => clue.class))
  return [...all]
    .map((name) => weigh(name, names, values, texts, strongest))
    .filter(({ confidence }) => confidence >= 0.25)
    .sort((a, b) => b.confidence - a.confidence)
}

function weigh(
  name: PersonalClass,
  names: readonly Clue[],
  values: readonly Clue[],
  texts: readonly string[],
  strongest: Clue | undefined,
): Weighed {
  const named = names.find((clue) => clue.class === name)
  const seen = values.filter((clue) => clue.class === name).toSorted((a, b) => b.confidence - a.confidence)
  const said = [...(named ? [named] : []), ...seen].flatMap((clue) => clue.evidence.split('; '))
  const evidence = [...new Set(said)]
  let byName = named?.confidence ?? 0
  if (named && seen.length === 0) {
    if (isPlausible(name, texts) === false) {
      byName *= 0.35
      evidence.push(`its values do not look like it`)
    } else if (strongest !== undefined && strongest.confidence >= 0.8 && !areAlike(strongest.class, name)) {
      byName *= 0.6
      evidence.push(`its values look like another thing: ${labelOf(strongest.class)}`)
    }
  }
  // Values of both look the same: the name decides.
  const meant = names.find((clue) => clue.class !== name && clue.confidence >= clearName && areAlike(clue.class, name))
  const byValues = (seen[0]?.confidence ?? 0) * (meant !== undefined && named === undefined && !isOwn(name) ? 0.85 : 1)
  return {
    class: name,
    country: seen.find(({ country }) => country !== undefined)?.country,
    confidence: round(1 - (1 - byName) * (1 - byValues)),
    evidence,
  }
}

const round = (confidence: number): number => Math.round(Math.min(confidence, 0.99) * 100) / 100
