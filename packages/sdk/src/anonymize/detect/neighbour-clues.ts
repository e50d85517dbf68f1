import type { Clue } from './finding.ts'
import type { PersonalClass } from './personal-class.ts'

/** What was found in another column of the table. */
export interface Neighbour {
  readonly name: string
  readonly class: PersonalClass
  readonly confidence: number
}

interface Company {
  readonly class: PersonalClass
  /** Any of these beside it. */
  readonly beside: readonly PersonalClass[]
  readonly evidence: string
  /** How much of what is missing to certainty it makes up for. */
  readonly adds: number
}

const people: readonly PersonalClass[] = [
  'email',
  'first-name',
  'last-name',
  'full-name',
  'phone',
  'national-id',
  'birth-date',
  'username',
]
const address: readonly PersonalClass[] = ['street-address', 'postcode', 'city', 'state']

const companies: readonly Company[] = [
  { class: 'cvv', beside: ['card'], adds: 0.8, evidence: 'it stands beside card numbers' },
  { class: 'card-expiry', beside: ['card'], adds: 0.8, evidence: 'it stands beside card numbers' },
  {
    class: 'age',
    beside: ['birth-date', 'full-name', 'first-name', 'email'],
    adds: 0.6,
    evidence: 'it stands beside what names people',
  },
  { class: 'city', beside: ['street-address', 'postcode'], adds: 0.6, evidence: 'it stands beside addresses' },
  {
    class: 'state',
    beside: ['street-address', 'postcode', 'city'],
    adds: 0.65,
    evidence: 'it stands beside addresses',
  },
  { class: 'postcode', beside: ['street-address', 'city'], adds: 0.75, evidence: 'it stands beside addresses' },
  { class: 'country', beside: address, adds: 0.4, evidence: 'it stands beside addresses' },
  {
    class: 'birth-date',
    beside: ['first-name', 'last-name', 'full-name', 'email', 'national-id'],
    adds: 0.4,
    evidence: 'it stands beside what names people',
  },
  { class: 'username', beside: people, adds: 0.4, evidence: 'it stands beside what names people' },
  { class: 'middle-name', beside: ['first-name', 'last-name'], adds: 0.6, evidence: 'it stands beside names' },
  { class: 'first-name', beside: ['last-name', 'email'], adds: 0.4, evidence: 'it stands beside what names people' },
  { class: 'last-name', beside: ['first-name', 'email'], adds: 0.4, evidence: 'it stands beside what names people' },
  { class: 'company', beside: people, adds: 0.4, evidence: 'it stands beside what names people' },
  { class: 'job-title', beside: people, adds: 0.4, evidence: 'it stands beside what names people' },
  { class: 'domain', beside: people, adds: 0.4, evidence: 'it stands beside what names people' },
  {
    class: 'geo',
    beside: ['street-address', 'geo', ...people],
    adds: 0.5,
    evidence: 'it stands beside places or people',
  },
  { class: 'free-text', beside: people, adds: 0.4, evidence: 'it stands beside what names people' },
  { class: 'money', beside: people, adds: 0.3, evidence: 'it stands beside what names people' },
]

const sureOf = 0.6

/** What stands around a column speaks for what was suspected of it; it raises no suspicion of its own. */
export function besides(clues: readonly Clue[], neighbours: readonly Neighbour[]): readonly Clue[] {
  return clues.map((clue) => {
    if (clue.part) return clue
    const company = companies.find(
      (one) =>
        one.class === clue.class &&
        neighbours.some((other) => other.confidence >= sureOf && one.beside.includes(other.class)),
    )
    if (company === undefined || clue.confidence >= 0.95) return clue
    return {
      ...clue,
      confidence: clue.confidence + (0.95 - clue.confidence) * company.adds,
      evidence: `${clue.evidence}; ${company.evidence}`,
    }
  })
}
