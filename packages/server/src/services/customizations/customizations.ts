import { z } from 'zod'
import { own } from '../own.ts'

const name = z.string().min(1).max(200)
const value = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()])

/** What a team changes in what another one gives it, and in what is made for it. */
export const customizations = z.strictObject({
  volumes: z
    .record(name, z.number().int().min(0))
    .optional()
    .describe('rows by entity: of what was generated as many as are asked for, of anything else its first so many'),
  overrides: z.record(name, z.record(name, value)).optional().describe('one value for all rows, by entity and field'),
  without: z.record(name, z.array(name).max(2000)).optional().describe('fields that are left out, by entity'),
  locale: z.string().min(1).max(20).optional().describe('language and country of the values; of what was generated'),
  fields: z
    .record(name, z.record(name, z.record(z.string(), z.unknown())))
    .optional()
    .describe(
      'what is said of a field in the place of what the schema says, by entity and field; of what was generated',
    ),
  rules: z
    .array(z.looseObject({ type: z.string() }))
    .max(200)
    .optional()
    .describe('constraints beside those of the schema; of what was generated'),
})
export type Customizations = z.infer<typeof customizations>

/** Whether rows become others, or as many others, by it; not where fields are only left out. */
export function changesValues({ without: _without, ...rest }: Customizations): boolean {
  return Object.values(rest).some((part) => typeof part === 'string' || Object.keys(part ?? {}).length > 0)
}

/** Both; where they say two things of one place, `asked` is done. */
export function merged(standing: Customizations, asked: Customizations): Customizations {
  const rules = [...(standing.rules ?? []), ...(asked.rules ?? [])]
  const locale = asked.locale ?? standing.locale
  return {
    volumes: { ...standing.volumes, ...asked.volumes },
    overrides: nested(standing.overrides, asked.overrides),
    without: Object.fromEntries(
      names(standing.without, asked.without).map((entity) => [
        entity,
        [...new Set([...(own(standing.without, entity) ?? []), ...(own(asked.without, entity) ?? [])])],
      ]),
    ),
    fields: nested(standing.fields, asked.fields),
    rules: [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()],
    ...(locale === undefined ? {} : { locale }),
  }
}

type Nested<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>> | undefined

function nested<Value>(one: Nested<Value>, other: Nested<Value>): Record<string, Record<string, Value>> {
  return Object.fromEntries(names(one, other).map((entity) => [entity, { ...own(one, entity), ...own(other, entity) }]))
}

function names(...all: (Readonly<Record<string, unknown>> | undefined)[]): string[] {
  return [...new Set(all.flatMap((one) => Object.keys(one ?? {})))]
}
