import { describeKind, type KindDescription, type OptionSchema } from './describe-kind.ts'
import { kinds } from './registry.ts'

const opening = `# Kinds of values

<!-- Written by packages/sdk/scripts/build-kinds-doc.ts out of the registry: change a kind, then run \`node packages/sdk/scripts/build-kinds-doc.ts\`. -->

A field names its kind: \`{ "name": "mail", "kind": "email", "options": { "domains": ["example.org"] } }\`. Where it names
none, the kind is inferred from the field's name, type and limits. \`email@1\` pins a version: a kind whose values would
change gets a new one.

- **The same everywhere.** A value is a function of seed, entity, field and row number alone: any rows, in any order, on
  any machine.
- **Records.** Fields with the same \`record\` are about one person, place and company: first name, e-mail and sex agree, and
  so do city, postcode, time zone and telephone number, or company and domain. Options that choose among people or places,
  such as \`sex\` and \`countries\`, belong to all fields of a record alike.
- **Unique.** A unique field repeats nothing, not even in another letter case, and needs no memory of what was used. The
  column *unique* says how many rows it can have where nothing limits its length; a short column lowers that, and asking for
  more is refused before a row is made. Where a kind is unique, no distribution shapes it.
- **Length.** Text never exceeds \`maxLength\`: names are cut, numbers get fewer digits, and what can't be shortened is refused.
- **Time.** Nothing reads the clock: dates lie between 2020-01-01 and 2025-12-31 unless options say otherwise.
- **Safety.** Mail goes to domains that are reserved for examples, and telephone numbers are those that regulators keep free
  for films and tests, where a country has such. Bank, card and national numbers have valid check digits, belong to nobody on
  purpose, and must not be used as anybody's.
- **Distributions** are \`uniform\`, \`normal\`, \`log-normal\`, \`zipf\`, \`weighted\` and, for times, \`seasonal\`. In a list the first
  values are the frequent ones of \`zipf\`. Means and deviations are in the units of the values; of dates, in days from the
  start of the window.

\`faker:module.method\` reaches any method of @faker-js/faker, as in \`faker:vehicle.vin\`; its arguments go into
\`"options": { "arguments": [ … ] }\`. It is about as slow as faker itself, deterministic all the same, and can be unique where
it gives text: a number is put behind it.
`

/** docs/kinds.md */
export function kindsPage(): string {
  const groups = new Map<string, KindDescription[]>()
  for (const kind of kinds().map(describeKind)) groups.set(kind.group, [...(groups.get(kind.group) ?? []), kind])
  const rooms = [...groups].map(([group, members]) => {
    const lines = members.map((kind) => `| ${tableCells(kind).map(escaped).join(' | ')} |`)
    const optioned = members.map(optionsOf).filter((text) => text !== '')
    const head = '| kind | gives | type | unique | distributions | example |\n|---|---|---|---|---|---|'
    return `## ${group}\n\n${head}\n${lines.join('\n')}\n${optioned.length > 0 ? `\n${optioned.join('\n')}\n` : ''}`
  })
  return [opening, ...rooms].join('\n')
}

function tableCells({ name, summary, type, capacity, distributions, example }: KindDescription): string[] {
  return [`\`${name}\``, summary, type, countOf(capacity), distributions.join(', '), `\`${lineOf(example)}\``]
}

function lineOf(example: string): string {
  const line = example.replaceAll('\n', ' ⏎ ').replaceAll('`', "'")
  return line.length > 70 ? `${[...line].slice(0, 69).join('')}…` : line
}

function countOf(capacity: number): string {
  if (capacity === 0) return 'never'
  return capacity < 10_000_000 ? capacity.toLocaleString('en') : `10^${String(capacity + 1).length - 1}`
}

function optionsOf({ name: kind, options }: KindDescription): string {
  const lines = Object.entries(options).map(([name, schema]) => {
    const usual = schema.default === undefined ? '' : `, default \`${JSON.stringify(schema.default)}\``
    const said = schema.description === undefined ? '' : `: ${schema.description}`
    return `  - \`${name}\` (${typeText(schema)}${usual.length > 100 ? '' : usual})${said}`
  })
  return lines.length === 0 ? '' : `- \`${kind}\`\n${lines.join('\n')}`
}

function typeText(schema: OptionSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ')
  if (schema.type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'anything'}`
  return schema.type ?? 'anything'
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
