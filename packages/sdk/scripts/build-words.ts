/**
 * Writes packages/sdk/words/<locale>.json out of the locales of @faker-js/faker: small lists that generation can pick
 * from by index. Lists that a locale lacks come from its language, then from English. Does nothing where all is up to date.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Faker, LocaleDefinition } from '@faker-js/faker'
import type { Words } from '../src/values/words.ts'

const folder = new URL('../words/', import.meta.url)
const index = new URL('locales.json', folder)

const { version } = createRequire(import.meta.url)('@faker-js/faker/package.json')
const digest = createHash('sha256')
  .update(`${version}\n${process.versions.node.split('.')[0]}\n`)
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')

if (!isCurrent()) await build()

function isCurrent(): boolean {
  if (!existsSync(index)) return false
  const written: { digest: string; locales: string[] } = JSON.parse(readFileSync(index, 'utf8'))
  return written.digest === digest && written.locales.every((name) => existsSync(new URL(`${name}.json`, folder)))
}

async function build(): Promise<void> {
  const { allLocales, Faker } = await import('@faker-js/faker')
  mkdirSync(folder, { recursive: true })
  const all: Record<string, LocaleDefinition> = allLocales
  const names = Object.keys(all).sort()
  for (const name of names) {
    const chain = chainOf(name, all)
    write(new URL(`${name}.json`, folder), wordsOf(name, chain, new Faker({ locale: chain })))
  }
  write(index, { digest, locales: names })
  process.stderr.write(`words: ${names.length} locales\n`)
}

/** The index is written last, and every file is moved into place whole: a run that is cut off leaves nothing half. */
function write(file: URL, content: unknown): void {
  const draft = new URL(`${file.href}.${process.pid}`)
  writeFileSync(draft, `${JSON.stringify(content)}\n`)
  renameSync(draft, file)
}

/** de_AT, de, en, base. */
function chainOf(name: string, all: Record<string, LocaleDefinition>): LocaleDefinition[] {
  const parts = name.split('_')
  const own = parts.map((_, i) => parts.slice(0, parts.length - i).join('_'))
  return [...new Set([...own, 'en', 'base'])].flatMap((one): LocaleDefinition[] => (all[one] ? [all[one]] : []))
}

type Sexed = { generic?: string[]; female?: string[]; male?: string[] } | null | undefined

function wordsOf(name: string, chain: LocaleDefinition[], faker: Faker): Words {
  const person = (pick: (definition: NonNullable<LocaleDefinition['person']>) => Sexed, most: number) =>
    sexed(chain.map(({ person }) => (person ? pick(person) : undefined)).find(isFilled), most)
  const first = <T>(pick: (definition: LocaleDefinition) => readonly T[] | null | undefined): readonly T[] =>
    chain.map(pick).find((list) => list && list.length > 0) ?? []
  const sampled = (most: number, draw: () => string) => sample(faker, most, draw)
  const language = name === 'base' ? 'en' : (chain[0]?.metadata?.language ?? name.split('_')[0] ?? 'en')
  const family = nameOrder(chain)
  const cities = first((one) => one.location?.city_name)
  return {
    locale: name,
    language,
    country: chain[0]?.metadata?.country ?? null,
    ...family,
    first: person((p) => p.first_name, 600),
    last: person((p) => p.last_name, 600),
    middle: person((p) => p.middle_name ?? p.first_name, 120),
    prefix: person((p) => p.prefix, 12),
    suffix: clean(
      first((one) => one.person?.suffix),
      12,
    ),
    jobTitles: sampled(300, () => faker.person.jobTitle()),
    bios: sampled(120, () => faker.person.bio()),
    companyForms: clean(
      first((one) => stringsIn(one.company?.legal_entity_type)),
      12,
    ),
    catchPhrases: sampled(200, () => faker.company.catchPhrase()),
    productNames: sampled(400, () => faker.commerce.productName()),
    productCategories: clean(
      first((one) => one.commerce?.department),
      40,
    ),
    cities: cities.length > 0 ? clean(cities, 300) : sampled(200, () => faker.location.city()),
    streets: sampled(250, () => faker.location.street()),
    states: clean(
      first((one) => one.location?.state),
      120,
    ),
    lorem: clean(
      first((one) => one.lorem?.word),
      300,
    ),
    nouns: clean(
      first((one) => one.word?.noun),
      300,
    ),
    adjectives: clean(
      first((one) => one.word?.adjective),
      300,
    ),
    colors: clean(
      first((one) => one.color?.human),
      40,
    ),
    months: first((one) => one.date?.month?.wide),
    weekdays: first((one) => one.date?.weekday?.wide),
    countries: countryNames(language, chain),
  }
}

/** Of an entry that faker's own types don't know. */
function stringsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined
}

function isFilled(names: Sexed): boolean {
  return [names?.generic, names?.female, names?.male].some((list) => list && list.length > 0)
}

/** Names that either sex has stand in both lists. */
function sexed(names: Sexed, most: number): { female: string[]; male: string[] } {
  const of = (own: string[] | undefined, other: string[] | undefined) => {
    const list = clean([...(own ?? []), ...(names?.generic ?? [])], most)
    return list.length > 0 ? list : clean(other ?? [], most)
  }
  return { female: of(names?.female, names?.male), male: of(names?.male, names?.female) }
}

/** Whole lists in their order; of longer ones an even choice, since many are sorted. */
function clean(list: readonly string[], most: number): string[] {
  const seen = new Set<string>()
  const kept = list.flatMap((raw) => {
    const word = raw.trim()
    const key = word.toLowerCase()
    if (word === '' || word.length > 60 || seen.has(key)) return []
    seen.add(key)
    return [word]
  })
  if (kept.length <= most) return kept
  return Array.from({ length: most }, (_, i) => kept[Math.floor((i * kept.length) / most)]!)
}

function sample(faker: Faker, most: number, draw: () => string): string[] {
  faker.seed(1)
  return clean(
    Array.from({ length: most * 3 }, draw).filter((text) => text.length <= 60),
    Number.POSITIVE_INFINITY,
  ).slice(0, most)
}

/** Whether the family's name goes first, and whether a space stands between, by the weights of the locale's patterns. */
function nameOrder(chain: LocaleDefinition[]): { familyFirst: boolean; nameSpace: boolean } {
  const patterns = chain.find(({ person }) => person?.name)?.person?.name ?? []
  let familyFirst = 0
  let spaceless = 0
  for (const { value, weight } of patterns) {
    const givenAt = value.indexOf('person.firstName')
    const familyAt = value.indexOf('person.lastName')
    if (givenAt < 0 || familyAt < 0) continue
    familyFirst += familyAt < givenAt ? weight : -weight
    spaceless += value.includes('}}{{') ? weight : -weight
  }
  return { familyFirst: familyFirst > 0, nameSpace: spaceless <= 0 }
}

/** All of ISO 3166-1, named in the locale's language; English where the language has no names for countries. */
function countryNames(language: string, chain: LocaleDefinition[]): [code: string, name: string][] {
  const codes = chain.flatMap(({ location }) => location?.country_code ?? []).map(({ alpha2 }) => alpha2)
  const script = chain[0]?.metadata?.script
  const tag = script ? `${language}-${script}` : language
  const names = new Intl.DisplayNames([tag, language, 'en'], { type: 'region' })
  return [...new Set(codes)].sort().map((code) => [code, names.of(code) ?? code])
}
