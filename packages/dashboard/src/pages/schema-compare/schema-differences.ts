import { listIn, numberIn, type Parts, partsOf, textIn } from '../../format/parts.ts'

/** A line of the comparison: how it is in the source, and in the target. */
export interface DifferenceLine {
  readonly object: string
  readonly kind: string
  readonly change: 'missing' | 'extra' | 'changed' | 'renamed'
  readonly sides: readonly { readonly property: string; readonly source: string; readonly target: string }[]
}

/** missing: the target lacks it. extra: the target alone has it. What the target is comes first in what the server tells. */
export function differenceLines(compared: Parts): DifferenceLine[] {
  const line = (one: Parts, change: DifferenceLine['change']): DifferenceLine => ({
    object: textIn(one, 'id'),
    kind: textIn(one, 'kind'),
    change,
    sides: listIn(one, 'changes').map((changed) => ({
      property: textIn(changed, 'property'),
      source: valueWords(changed.to),
      target: valueWords(changed.from),
    })),
  })
  return [
    ...listIn(compared, 'removed').map((one) => line(one, 'extra')),
    ...listIn(compared, 'changed').map((one) => line(one, 'changed')),
    ...listIn(compared, 'renamed').map(
      (one): DifferenceLine => ({
        object: textIn(one, 'to'),
        kind: '',
        change: 'renamed',
        sides: [{ property: 'name', source: textIn(one, 'to'), target: textIn(one, 'from') }],
      }),
    ),
    ...listIn(compared, 'added').map((one) => line(one, 'missing')),
  ].toSorted((a, b) => placeOf(a.object).localeCompare(placeOf(b.object)))
}

export interface StepLine {
  readonly number: number
  readonly title: string
  readonly hazards: readonly { readonly kind: string; readonly why: string; readonly isDestructive: boolean }[]
  readonly locks: readonly string[]
}

const destructive = new Set(['deletes data', 'may change data', 'cannot be undone'])

export function stepLines(script: Parts): StepLine[] {
  return listIn(script, 'steps').map((step) => ({
    number: numberIn(step, 'number') ?? 0,
    title: textIn(step, 'title'),
    hazards: listIn(step, 'hazards').map((hazard) => ({
      kind: textIn(hazard, 'kind'),
      why: textIn(hazard, 'why'),
      isDestructive: destructive.has(textIn(hazard, 'kind')),
    })),
    locks: listIn(step, 'locks').map((lock) => `${nameWords(lock.relation)}: ${textIn(lock, 'mode')}`),
  }))
}

/** Why a step cannot be written, in whatever words the server has for it. */
export function refusedWords(script: Parts): string[] {
  return listIn(script, 'refused').map((one) => {
    const object = textIn(one, 'object') || textIn(one, 'id')
    const why = textIn(one, 'why') || textIn(one, 'message') || textIn(one, 'reason')
    return [object, why].filter((text) => text !== '').join(': ') || JSON.stringify(one)
  })
}

function nameWords(name: unknown): string {
  if (typeof name === 'string') return name
  const parts = partsOf(name)
  return [textIn(parts, 'schema'), textIn(parts, 'name')].filter((part) => part !== '').join('.')
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** An object's own words after its kind, so that parts stand below what they are of. */
function placeOf(object: string): string {
  return object.replace(/^[a-z ]+[: ]/, '')
}
