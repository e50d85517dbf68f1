import { createRequire } from 'node:module'
import { messageOf, UnderstudyError } from '../errors.ts'
import { nearest } from './nearest.ts'
import type { Words } from './words.ts'

/** Where people live and how they write: the lists that values are picked from. */
export interface Locale {
  /** As @faker-js/faker names it: en, de_AT, pt_BR. */
  readonly name: string
  readonly words: Words
}

/** The package's own exports name the files: they are found from the sources and from the bundle alike. */
const require = createRequire(import.meta.url)
const loaded = new Map<string, Locale>()
let names: ReadonlySet<string> | undefined

/** Loaded once and kept. 'de-AT' stands for 'de_AT'. */
export function localeOf(name: string): Locale {
  const known = loaded.get(name)
  if (known) return known
  const canonical = canonicalName(name)
  const locale = loaded.get(canonical) ?? { name: canonical, words: readWords(canonical) }
  loaded.set(canonical, locale)
  loaded.set(name, locale)
  return locale
}

export function localeNames(): readonly string[] {
  names ??= new Set(readIndex().locales)
  return [...names]
}

function canonicalName(name: string): string {
  const written = name.replaceAll('-', '_').toLowerCase()
  const found = localeNames().find((one) => one.toLowerCase() === written)
  if (found !== undefined) return found
  const close = nearest(written, localeNames())
  throw new UnderstudyError('LOCALE_UNKNOWN', {
    operation: 'load locale',
    message: `there is no locale ${JSON.stringify(name)}`,
    ...(close.length > 0 ? { hint: `Did you mean ${close.join(' or ')}?` } : {}),
    details: { locale: name, nearest: close, locales: localeNames() },
  })
}

/** A cast at the edge: the files are written by scripts/build-words.ts in the shape of Words, and tests read every one. */
function readWords(name: string): Words {
  return require(`@understudy/sdk/words/${name}.json`) as Words
}

function readIndex(): { readonly locales: readonly string[] } {
  try {
    return require('@understudy/sdk/words/locales.json') as { locales: string[] }
  } catch (thrown) {
    throw new UnderstudyError('INTERNAL', {
      operation: 'load locales',
      message: `the word lists are missing: ${messageOf(thrown)}`,
      hint: 'In a checkout, run `npm run build`; in an installed package, install it again.',
      cause: thrown,
    })
  }
}
