import type { MaskingType } from '../masking-schema.ts'

const step = /\[\*\]|\.\*~?|\.([A-Za-z_]\w*)|\[("(?:[^"\\]|\\.)*")\]/g

/** What a column of the type holds at a path inside of its values; undefined where its type does not say. */
export function partType(type: MaskingType, path: string): MaskingType | undefined {
  let at: MaskingType | undefined = type
  for (const [text, plain, quoted] of path.matchAll(step)) {
    if (at?.kind === 'list') {
      // The lists of a list are of its own type.
      const element: MaskingType = at.element
      at = text === '[*]' ? element : undefined
    } else if (text === '[*]') continue
    else if (at?.kind === 'composite') {
      const name = quoted === undefined ? plain : asText(JSON.parse(quoted))
      at = at.fields.find((field) => field.name === name)?.value
    } else if (at?.kind === 'map') at = { kind: 'scalar', form: 'text' }
    else return undefined
  }
  return at
}

/** A cast: what the quotes of a path hold. */
function asText(parsed: unknown): string {
  return parsed as string
}
