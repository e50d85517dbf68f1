/** Names and codes of countries, as the platform knows them in many languages. */
const languages = 'en de fr es it pt nl pl cs sv nb da fi tr ru uk el hu ro hr ja zh ko'.split(' ')

interface Known {
  readonly names: ReadonlySet<string>
  readonly codes: ReadonlySet<string>
  readonly tongues: ReadonlySet<string>
}

let known: Known | undefined

export function knownCountries(): Known {
  known ??= build()
  return known
}

const tongues =
  'en de fr es it pt nl pl cs sk sv nb da fi is et lv lt tr ru uk be bg el hu ro hr sr sl ja zh ko ar he fa hi bn ur th vi id ms sw zu af sq hy ka az kk uz mn ga cy eu ca gl'

function build(): Known {
  const codes = new Set<string>()
  const names = new Set([
    'usa',
    'u.s.a.',
    'uk',
    'u.k.',
    'england',
    'scotland',
    'holland',
    'czech republic',
    'czechia',
    'greenlander',
  ])
  for (const language of languages) {
    const display = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (let first = 65; first <= 90; first++) {
      for (let second = 65; second <= 90; second++) {
        const code = String.fromCharCode(first, second)
        if (/^(EU|EZ|UN|XA|XB|ZZ|QO)$/.test(code)) continue
        const name = display.of(code)
        if (name === undefined) continue
        codes.add(code)
        names.add(name.toLowerCase())
      }
    }
  }
  const own = new Set<string>()
  for (const language of ['en', 'de', 'fr', 'es']) {
    const display = new Intl.DisplayNames(language, { type: 'language', fallback: 'none' })
    for (const tongue of tongues.split(' ')) {
      const name = display.of(tongue)
      if (name !== undefined) own.add(name.toLowerCase())
    }
  }
  return { names, codes, tongues: own }
}
