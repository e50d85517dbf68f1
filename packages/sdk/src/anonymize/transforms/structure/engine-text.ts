import type { Mask } from '../../transform.ts'
import type { ValueForm } from '../../value-form.ts'

/** How Postgres writes a scalar, brought to the form in which values are masked (UTC is the zone of the session). */
export function canonicalText(form: ValueForm, text: string): string {
  switch (form) {
    case 'boolean':
      return text === 't' ? 'true' : text === 'f' ? 'false' : text
    case 'timestamp':
      return text.replace(/^(\S+) (?=\d)/, '$1T')
    case 'instant':
      return text.replace(/^(\S+) (\S+?)\+00(?= BC$|$)/, '$1T$2Z')
    case 'decimal':
      return text.includes('.') && !/[^\d.-]/.test(text) ? text.replace(/\.?0+$/, '') : text
    default:
      return text
  }
}

/** The other way about. */
function engineText(form: ValueForm, text: string): string {
  switch (form) {
    case 'boolean':
      return text === 'true' ? 't' : text === 'false' ? 'f' : text
    case 'timestamp':
      return text.replace(/^(\S+)T(?=\d)/, '$1 ')
    case 'instant':
      return text.replace(/^(\S+)T(\S+?)Z(?= BC$|$)/, '$1 $2+00')
    default:
      return text
  }
}

/** The mask of a scalar as Postgres writes it inside of a list, a composite or a range. */
export function inEngineText(form: ValueForm, mask: Mask): Mask {
  const back = (masked: string | null) => (masked === null ? null : engineText(form, masked))
  const { together } = mask
  return {
    value: (text, row) => back(mask.value(canonicalText(form, text), row)),
    together:
      together &&
      ((texts, row) =>
        together(
          texts.map((text) => canonicalText(form, text)),
          row,
        ).map(back)),
  }
}
