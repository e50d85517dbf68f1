import type { MaskingType, ScalarType } from '../masking-schema.ts'

/**
 * The type that values of all these columns are masked as, so that each can hold what comes out: of one form, with the
 * least room of all. Text that refers to another form holds that form's text. Undefined where they have nothing in common.
 */
export function narrowest(types: readonly MaskingType[]): MaskingType | undefined {
  const [first] = types
  if (first === undefined) return undefined
  const scalars = types.filter((type): type is ScalarType => type.kind === 'scalar')
  if (scalars.length === types.length) return narrowestScalar(scalars)
  return types.every((type) => JSON.stringify(type) === JSON.stringify(first)) ? first : undefined
}

function narrowestScalar(types: readonly ScalarType[]): ScalarType | undefined {
  const forms = new Set(types.map(({ form }) => form))
  if (forms.size > 1) forms.delete('text')
  if (forms.has('integer')) forms.delete('decimal')
  const [form, ...others] = forms
  if (form === undefined || others.length > 0) return undefined
  const alike = types.filter((type) => type.form === form)
  const labels = new Set(alike.map(({ values }) => JSON.stringify(values)))
  if (labels.size > 1) return undefined
  return {
    kind: 'scalar',
    form,
    ...bound('maxLength', least(types.map(({ maxLength }) => maxLength))),
    ...bound('bits', least(alike.map(({ bits }) => bits))),
    ...bound('precision', least(alike.map(({ precision }) => precision))),
    ...bound('scale', least(alike.map(({ scale }) => scale))),
    ...bound('values', alike[0]?.values),
    ...bound('caseless', types.some(({ caseless }) => caseless) || undefined),
  }
}

function least(bounds: readonly (number | undefined)[]): number | undefined {
  const known = bounds.filter((bound) => bound !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

function bound<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } {
  return value === undefined ? {} : asBound({ [name]: value })
}

/** A cast: a computed name widens to any text. */
function asBound<Name extends string, Value>(value: object): { readonly [N in Name]?: Value } {
  return value as { readonly [N in Name]?: Value }
}
