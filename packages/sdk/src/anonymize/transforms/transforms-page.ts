import { z } from 'zod'
import type { Promises, Transform } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import { compileRule } from './compile-rule.ts'
import { exampleColumn, exampleSetting } from './example-setting.ts'
import { exampleMask } from './golden.ts'
import { transforms } from './registry.ts'
import { samplesOf } from './samples.ts'

const opening = `# Transforms

<!-- Written by packages/sdk/scripts/build-transforms-doc.ts out of the registry: change a transform, then run \`node packages/sdk/scripts/build-transforms-doc.ts\`. -->

A masking policy names one for every column that is not kept: \`"email": "email"\` or \`"born": { "transform": "date-shift",
"options": { "days": 90 } }\`. [masking.md](masking.md) says how policies are written, checked and applied.

- **A keyed function of the value.** The same value under the same key and domain has the same result, in every table,
  engine and run; without the key nothing can be guessed from it. A rule that names no \`domain\` has that of
  its transform, so columns that are masked by one transform agree: a foreign key follows its key. Transforms of people share
  a domain, as do those of places and of positions: what a subject draws agrees among them. Nothing is remembered, and
  nothing is drawn by chance.
- **Unique.** *preserved*: different values never meet. *likely*: they could, by a chance of less than 2^-60 a pair. *lost*:
  they do. A column of a key takes only what keeps it distinct: where words of a list would not do, letters and digits are
  permuted in it instead.
- **Format.** *preserved*: length, kinds of characters and check digits stay. *similar*: it looks like one. *lost*: neither.
- **May keep.** What can be its own result. Where nothing stands there no value ever is, so far as it has a letter or a digit;
  infinity and NaN count as having none.
- **What is not of the form.** An e-mail column that holds "n/a" is masked all the same: letters and digits are permuted,
  or, where the transform generalizes, hidden.
- **Inside of values.** Elements of lists, values of hstore, bounds of ranges and fields of composites are masked by the column's
  rule, each as a column of such values would be; \`fields\` gives each field of a composite a rule of its own, \`json\` each path,
  \`xml\` texts and attributes. Keys of objects and hstore stay. Both bounds of a range are moved alike, or put in order.
  A type that nobody modelled takes only \`null\`, \`constant\` and the program's own.
- **Versions.** A policy pins the version of each transform that it uses. A transform whose results would change gets a new one,
  and a policy that pins another is refused until somebody has looked at it.
- **No shuffling** of a column's values among its rows: every original would still be there.

## A transform of one's own

A function joins one compilation, and nothing else knows of it. What it does not promise is taken not to hold.

\`\`\`ts
import { customTransform } from '@understudy/sdk'

const shout = customTransform('shout', (text, { draws }) => \`\${text.length}-\${draws().below(1000)}\`, {
  version: 1,
  accepts: ['text'],
})
console.log(shout.name) // shout
\`\`\`

The function is given the value, never NULL, and \`{ row, column, draws }\`: \`row.text('other_column')\` is the row as it was, for
columns that are named in \`reads\`; \`draws()\` gives numbers that only this value and the key decide, to be used instead of
chance.
`

const groupTitles: readonly (readonly [Transform['group'], string])[] = [
  ['people', 'people'],
  ['contact', 'contact'],
  ['places', 'places'],
  ['identity', 'identity'],
  ['money', 'money'],
  ['network', 'network'],
  ['numbers', 'numbers and lists'],
  ['time', 'time'],
  ['text', 'text and files'],
  ['structure', 'structure'],
  ['any', 'any value'],
]

/** docs/transforms.md */
export function transformsPage(): string {
  const rooms = groupTitles.flatMap(([group, title]) => {
    const members = transforms().filter((transform) => transform.group === group)
    if (members.length === 0) return []
    const lines = members.map((transform) => `| ${tableCells(transform).map(escaped).join(' | ')} |`)
    const optioned = members.map(optionsOf).filter((text) => text !== '')
    const head = '| transform | gives | takes | unique | format | may keep | example |\n|---|---|---|---|---|---|---|'
    return [`## ${title}\n\n${head}\n${lines.join('\n')}\n${optioned.length > 0 ? `\n${optioned.join('\n')}\n` : ''}`]
  })
  return [opening, ...rooms].join('\n')
}

function tableCells(transform: Transform): string[] {
  if (transform.accepts.length === 0) {
    return [nameOf(transform), transform.summary, 'composites', 'as its fields', 'as its fields', 'as its fields', '']
  }
  const [form = 'text'] = transform.accepts
  const { unique, format, mayKeep = '' } = promisesOf(transform, form)
  return [nameOf(transform), transform.summary, takes(transform), unique, format, mayKeep, exampleOf(transform)]
}

function nameOf({ name, version }: Transform): string {
  return `\`${name}\` ${version}`
}

function takes({ accepts }: Transform): string {
  return accepts.length > 12 ? 'anything' : accepts.join(', ')
}

function firstOptions(transform: Transform): Readonly<Record<string, unknown>> {
  return transform.examples?.[0] ?? {}
}

function promisesOf(transform: Transform, form: ValueForm): Promises {
  const setting = exampleSetting({ typeOf: () => ({ kind: 'scalar', form: 'text' }) })
  const values = form === 'enum' ? { values: ['red', 'green', 'blue', 'black'] } : {}
  const column = { ...exampleColumn(form), type: { kind: 'scalar', form, ...values } as const }
  return compileRule({ transform: transform.name, options: firstOptions(transform) }, column, setting).promises
}

function exampleOf(transform: Transform): string {
  const samples = samplesOf(transform)
  const sample = samples.find(({ form }) => form === 'text') ?? samples[0]
  if (!sample) return ''
  const masked = exampleMask(transform, firstOptions(transform), sample.form)(sample.text)
  return `\`${shortened(sample.text)}\` → ${masked === null ? 'NULL' : `\`${shortened(masked)}\``}`
}

function shortened(text: string): string {
  const line = text.replaceAll('\n', ' ⏎ ').replaceAll('`', "'")
  return line.length > 60 ? `${[...line].slice(0, 59).join('')}…` : line
}

interface OptionSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly OptionSchema[]
  readonly items?: OptionSchema
  readonly default?: unknown
  readonly description?: string
}

/** A cast at the edge: what zod writes for an option is a JSON Schema. */
function optionSchemas({ options }: Transform): [name: string, schema: OptionSchema][] {
  const schema = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' })
  return Object.entries((schema.properties ?? {}) as Record<string, OptionSchema>)
}

function optionsOf(transform: Transform): string {
  const lines = optionSchemas(transform).map(([name, schema]) => {
    const usual = schema.default === undefined ? '' : `, default \`${JSON.stringify(schema.default)}\``
    const said = schema.description === undefined ? '' : `: ${schema.description}`
    return `  - \`${name}\` (${typeText(schema)}${usual})${said}`
  })
  return lines.length === 0 ? '' : `- \`${transform.name}\`\n${lines.join('\n')}`
}

function typeText(schema: OptionSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(' or ')
  if (schema.type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'anything'}`
  return schema.type ?? 'anything'
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
