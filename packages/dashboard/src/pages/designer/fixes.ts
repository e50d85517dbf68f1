import { withName, without, withValue } from '../../format/json-edits.ts'
import { stepsOf } from '../../format/json-places.ts'
import { memberOf, nodeAt, type Steps, treeOf } from '../../format/json-tree.ts'
import { nearest } from '../../format/nearest.ts'
import { type Language, offersAt } from './completion.ts'
import { membersAt } from './json-form.ts'

/** What would mend a problem at a press. */
export interface Fix {
  readonly label: string
  readonly apply: (text: string) => string
}

/** The ways out of a problem that a program can go; of most, only who wrote it knows. */
export function fixesOf(
  problem: { readonly code: string; readonly path: string },
  text: string,
  language: Language | undefined,
): Fix[] {
  const steps = stepsOf(problem.path)
  const fixes = waysOut(problem.code, steps, text, language)
  return fixes.filter(({ apply }) => apply(text) !== text)
}

function waysOut(code: string, steps: Steps, text: string, language: Language | undefined): Fix[] {
  const leave = (label: string, place: Steps): Fix => ({ label, apply: (now) => without(now, place) })
  const put = (label: string, place: Steps, value: unknown): Fix => ({
    label,
    apply: (now) => withValue(now, place, value),
  })
  switch (code) {
    case 'UNKNOWN_PROPERTY':
      return [...renamed(steps, text, language), leave('Leave it out', steps)]
    case 'UNKNOWN_KIND':
    case 'UNKNOWN_ENTITY':
    case 'UNKNOWN_FIELD':
    case 'UNKNOWN_RELATIONSHIP':
      return closest(steps, text, language)
    case 'MALFORMED':
      return closest(steps, text, language)
    case 'NULL_RATE_ON_NON_NULL': {
      const field = steps.at(-1) === 'nullRate' ? steps.slice(0, -1) : steps
      return [put('Let it be null', [...field, 'nullable'], true), leave('Leave nullRate out', [...field, 'nullRate'])]
    }
    case 'PRIMARY_KEY_NULLABLE': {
      const field = steps.at(-1) === 'nullable' ? steps.slice(0, -1) : steps
      return [
        { label: 'Never null', apply: (now) => without(without(now, [...field, 'nullRate']), [...field, 'nullable']) },
      ]
    }
    case 'OPTIONAL_ON_NON_NULL':
      return [leave('Leave optional out', steps.at(-1) === 'optional' ? steps : [...steps, 'optional'])]
    default:
      return []
  }
}

function renamed(steps: Steps, text: string, language: Language | undefined): Fix[] {
  if (!language) return []
  const { root } = treeOf(text)
  const around = steps.slice(0, -1)
  const node = nodeAt(root, around)
  const known = [...membersAt(language.form, root, around).keys()].filter((name) => !memberOf(node, name))
  const name = nearest(String(steps.at(-1)), known)
  return name === undefined ? [] : [{ label: `Name it ${name}`, apply: (now) => withName(now, steps, name) }]
}

/** The one of what may stand there that is closest to what does. */
function closest(steps: Steps, text: string, language: Language | undefined): Fix[] {
  const { root } = treeOf(text)
  // A field that is a kind alone is its own place.
  const place = nodeAt(root, steps) || steps.at(-1) !== 'kind' ? steps : steps.slice(0, -1)
  const node = nodeAt(root, place)
  if (!language || node?.is !== 'value') return []
  const offers = offersAt(text, node.start + 1, language)?.offers ?? []
  const label = nearest(
    String(node.value),
    offers.map((offer) => offer.label),
  )
  const offer = offers.find((one) => one.label === label)
  if (!offer) return []
  return [{ label: `Use ${offer.label}`, apply: (now) => withValue(now, place, JSON.parse(offer.text)) }]
}
