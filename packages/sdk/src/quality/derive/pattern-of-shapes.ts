import type { TextProfile } from '../profile/data-profile.ts'

const mostForms = 3

/**
 * One regular expression of all shapes that were seen, where they are written by a rule: they hold digits, and differ only
 * in how long their runs are, or are codes of as many capitals. Undefined for words and prose.
 */
export function patternOfShapes(shapes: TextProfile['shapes']): string | undefined {
  if (shapes === undefined || shapes.length === 0) return undefined
  const forms = new Map<string, { readonly sign: string; least: number; most: number }[]>()
  for (const { shape } of shapes) {
    const runs = runsOf(shape)
    const isCode = shapes.length === 1 && runs.every(({ sign }) => sign !== 'a')
    if (!runs.some(({ sign }) => sign === '9') && !isCode) return undefined
    if (runs.length === 0 || runs.length > 24) return undefined
    const form = runs.map(({ sign }) => sign).join('')
    const known = forms.get(form)
    if (known === undefined)
      forms.set(
        form,
        runs.map(({ sign, length }) => ({ sign, least: length, most: length })),
      )
    else
      for (const [at, { length }] of runs.entries()) {
        const run = known[at]!
        run.least = Math.min(run.least, length)
        run.most = Math.max(run.most, length)
      }
  }
  if (forms.size > mostForms) return undefined
  const patterns = [...forms.values()].map((runs) =>
    runs.map(({ sign, least, most }) => patternOf(sign, least, most)).join(''),
  )
  return patterns.length === 1 ? `^${patterns[0]}$` : `^(?:${patterns.join('|')})$`
}

function runsOf(shape: string): { sign: string; length: number }[] {
  return [...shape.matchAll(/(.)\1*/gsu)].map(([run, sign = '']) => ({ sign, length: run.length }))
}

const classes: Readonly<Record<string, string>> = { A: '[A-Z]', a: '[a-z]', '9': '[0-9]' }

function patternOf(sign: string, least: number, most: number): string {
  const one = classes[sign] ?? (/[\^$\\.*+?()[\]{}|/]/.test(sign) ? `\\${sign}` : sign)
  if (most === 1) return one
  // What differs in length may be longer yet.
  return least === most ? `${one}{${least}}` : `${one}{${least},${most * 2}}`
}
