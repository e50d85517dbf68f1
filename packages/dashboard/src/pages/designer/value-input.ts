import type { Parts } from '../../format/parts.ts'

/** How a value is typed: by what JSON Schema says of it. */
export interface ShownAs {
  readonly is: 'switch' | 'choice' | 'number' | 'text' | 'texts' | 'scalar' | 'json'
  readonly choices: readonly string[]
  /** The values that the choices are of. */
  readonly values: readonly unknown[]
  readonly placeholder: string
}

export function shownAs(schema: Parts, choices?: readonly string[]): ShownAs {
  const shown = (is: ShownAs['is'], placeholder = '', values: readonly unknown[] = []): ShownAs => ({
    is,
    choices: values.map(String),
    values,
    placeholder,
  })
  const { type, items } = schema
  const usual = schema.default === undefined ? '' : JSON.stringify(schema.default)
  if (type === 'array') {
    const isTexts = typeof items === 'object' && items !== null && Reflect.get(items, 'type') === 'string'
    const names = choices ?? []
    return isTexts ? shown('texts', usual || names.slice(0, 2).join(', '), []) : shown('json', usual || '[ … ]')
  }
  if (choices) return shown('choice', '', choices)
  if (Array.isArray(schema.enum)) return shown('choice', '', schema.enum)
  if (type === 'boolean') return shown('switch')
  if (type === 'integer' || type === 'number') return shown('number', usual)
  if (type === 'string') return shown('text', typeof schema.default === 'string' ? schema.default : '')
  if (Array.isArray(type)) return shown('scalar', usual)
  return shown('json', usual || '{ … }')
}

/** What was typed as a value; what is emptied is left out. */
export function typedAs(is: ShownAs['is'], typed: string): { readonly value?: unknown; readonly problem?: string } {
  const text = typed.trim()
  if (text === '') return {}
  switch (is) {
    case 'number':
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: 'This is no number.' }
    case 'texts':
      return {
        value: text
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      }
    case 'scalar':
      return { value: scalarOf(text) }
    case 'json':
      return parsed(text)
    default:
      return { value: typed }
  }
}

/** A number or a truth where it is one as it stands, else a text. */
function scalarOf(text: string): unknown {
  return /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(text) ? JSON.parse(text) : text
}

function parsed(text: string): { readonly value?: unknown; readonly problem?: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return { problem: 'This is no JSON: texts stand in double quotes.' }
    throw thrown
  }
}
