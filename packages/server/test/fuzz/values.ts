import type { Dice } from './dice.ts'
import { type Document, resolved, type Schema } from './document.ts'
import { problemsOf } from './problems-of.ts'

/** Texts of many forms, for a pattern or a format to choose from. */
const texts: readonly string[] = [
  'a',
  'users',
  'team-a',
  'x1',
  'A name with spaces',
  'Zoë 田中',
  'ada@example.org',
  '2026-01-02T03:04:05.000Z',
  '2026-01-02',
  '03:04',
  '12',
  '0.5',
  '018f0000-0000-7000-8000-000000000000',
  'https://example.org/hook',
  'id > 1',
  'datasets.read',
  'de',
  'x'.repeat(40),
  'a long enough phrase',
]

/**
 * A value that its schema allows. `said` are values of names that mean something, such as the dataset that is there.
 */
export function validValue(
  given: Schema,
  document: Pick<Document, 'schemas'>,
  dice: Dice,
  said: (name: string) => readonly unknown[] = () => [],
  name = '',
  depth = 0,
): unknown {
  const meant = said(name).filter((value) => value === undefined || problemsOf(value, given, document).length === 0)
  if (meant.length > 0 && dice.chance(0.8)) return dice.pick(meant)
  const schema = resolved(given, document)
  const within = (of: Schema, of_name: string) => validValue(of, document, dice, said, of_name, depth + 1)
  if ('const' in schema) return schema.const
  if (schema.enum) return dice.pick(schema.enum)
  const either = schema.anyOf ?? schema.oneOf
  if (either) return validValue(dice.pick(either), document, dice, said, name, depth + 1)
  if (schema.allOf) {
    const parts = schema.allOf.map((one) => within(one, name))
    return Object.assign({}, ...parts)
  }
  switch (schema.type === undefined ? undefined : dice.pick([schema.type].flat())) {
    case 'null':
      return null
    case 'boolean':
      return dice.chance(0.5)
    case 'integer':
      return wholeOf(schema, dice)
    case 'number':
      return dice.chance(0.5)
        ? wholeOf(schema, dice)
        : Math.min(schema.maximum ?? 1, (schema.minimum ?? 0) + dice.next())
    case 'string':
      return textOf(schema, document, dice)
    case 'array': {
      if (schema.prefixItems) return schema.prefixItems.map((one) => within(one, name))
      const least = schema.minItems ?? 0
      const length = dice.whole(least, Math.min(schema.maxItems ?? 3, Math.max(least, 3)))
      return Array.from({ length }, () => within(schema.items ?? {}, name))
    }
    case 'object':
      return objectOf(schema, dice, within, depth)
    default:
      return dice.pick([null, 1, 'text', true, ['a'], { a: 1 }])
  }
}

function wholeOf({ minimum, maximum, exclusiveMinimum }: Schema, dice: Dice): number {
  const least = Math.ceil(minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + 1))
  const most = Math.floor(maximum ?? least + 1000)
  // Mostly small: what is asked for has to be made.
  return dice.chance(0.9)
    ? dice.whole(least, Math.min(most, least + 20))
    : dice.pick([least, Math.min(most, least + 2000)])
}

function textOf(schema: Schema, document: Pick<Document, 'schemas'>, dice: Dice): string {
  const right = texts.filter((text) => problemsOf(text, { ...schema, type: 'string' }, document).length === 0)
  if (right.length > 0) return dice.pick(right)
  return 'x'.repeat(schema.minLength ?? 1)
}

function objectOf(schema: Schema, dice: Dice, within: (of: Schema, name: string) => unknown, depth: number): object {
  const { properties = {}, required = [], additionalProperties } = schema
  const made: Record<string, unknown> = {}
  for (const [name, of] of Object.entries(properties)) {
    if (required.includes(name) || dice.chance(depth > 3 ? 0.1 : 0.4)) made[name] = within(of, name)
  }
  if (typeof additionalProperties === 'object' && Object.keys(properties).length === 0 && dice.chance(0.7)) {
    made[dice.pick(['people', 'id', 'name'])] = within(additionalProperties, '')
  }
  return made
}
