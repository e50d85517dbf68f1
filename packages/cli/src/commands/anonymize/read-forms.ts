import { type ValueForm, valueForms } from '@understudy/sdk'
import { usage } from '../generate/options.ts'

/** column=form, as often as it is given. The form stands behind the last sign, so that names may hold one. */
export function readForms(given: readonly string[]): Readonly<Record<string, ValueForm>> {
  return Object.fromEntries(
    given.map((text): [string, ValueForm] => {
      const at = text.lastIndexOf('=')
      const form = valueForms.find((one) => one === text.slice(at + 1))
      if (at > 0 && form !== undefined) return [text.slice(0, at), form]
      throw usage(
        `${JSON.stringify(text)} is no column with its form`,
        `Give --form COLUMN=FORM; forms: ${valueForms.join(', ')}.`,
      )
    }),
  )
}
