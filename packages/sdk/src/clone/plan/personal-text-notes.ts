import type { SchemaDefinition } from '../../catalog/definition.ts'
import { definitionTexts } from '../definition-texts.ts'

/** Addresses that are nobody's by RFC 2606 and 6761 are left out, as are those that a computer has for itself. */
const email =
  /[\p{L}\d._%+-]+@(?!(?:[\p{L}\d-]+\.)*(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)(?![\p{L}\d.-]))[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/u
const phone = /(?<![\p{L}\d])\+\d[\d ()./-]{7,}\d/u
const shown = 5

/** The definition comes along as it is, whatever the policy says of rows: where it seems to speak of people is told. */
export function personalTextNotes(definition: SchemaDefinition): string[] {
  const places = [...definitionTexts(definition)].flatMap(([place, { text }]) =>
    email.test(text) || phone.test(text) ? [place] : [],
  )
  if (places.length === 0) return []
  const more = places.length > shown ? ` and ${places.length - shown} more` : ''
  return [
    `An e-mail address or a phone number seems to stand in the definition, which comes along as it is; where a row has it, the verification fails unless the policy lets the place through: ${places.slice(0, shown).join(', ')}${more}.`,
  ]
}
