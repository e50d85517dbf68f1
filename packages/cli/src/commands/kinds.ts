import { generateData, type Kind, kinds } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import type { Command } from 'commander'
import { closest } from '../terminal/closest.ts'
import { runCommand } from './command.ts'

interface KindsFlags {
  readonly json?: boolean
  readonly locale?: string
}

const examples = `
Examples:
  $ understudy kinds
  $ understudy kinds iban
  $ understudy kinds full-name --locale de`

const examplesOfOne = 5
const width = 60

export function addKinds(program: Command, done: (exitCode: number) => void): void {
  program
    .command('kinds')
    .description('the kinds of values there are, with an example of each')
    .argument('[name]', 'only this one, with more examples')
    .option('--locale <locale>', 'language and country of the examples')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (name: string | undefined, flags: KindsFlags) =>
      done(await runCommand(flags.json ?? false, () => listKinds(name, flags))),
    )
}

interface Listed extends Pick<Kind, 'name' | 'group' | 'version' | 'type' | 'summary'> {
  readonly examples: readonly string[]
}

async function listKinds(name: string | undefined, { locale }: KindsFlags) {
  const known = kinds()
  const wanted = name === undefined ? known : known.filter((kind) => kind.name === name)
  if (wanted.length === 0)
    throw unknownKind(
      name ?? '',
      known.map((kind) => kind.name),
    )
  const listed: Listed[] = []
  for (const kind of wanted) {
    const { name, group, version, type, summary } = kind
    const examples = await examplesOf(kind, wanted.length === 1 ? examplesOfOne : 1, locale)
    listed.push({ name, group, version, type, summary, examples })
  }
  const longest = Math.max(...listed.map((kind) => kind.name.length))
  const groups = [...new Set(listed.map(({ group }) => group))]
  return {
    document: { command: 'kinds', kinds: listed },
    lines:
      wanted.length === 1
        ? listed.flatMap((kind) => [
            `${kind.name} (${kind.group}, ${kind.type}, version ${kind.version})`,
            `  ${kind.summary}`,
            ...kind.examples.map((text) => `  ${text}`),
          ])
        : groups.flatMap((group) => [
            `${group}`,
            ...listed
              .filter((kind) => kind.group === group)
              .map(
                (kind) => `  ${kind.name.padEnd(longest)}  ${kind.type.padEnd(11)}  ${short(kind.examples[0] ?? '')}`,
              ),
          ]),
  }
}

/** Kinds that say nothing without options have no example. */
async function examplesOf({ name, options }: Kind, rows: number, locale: string | undefined): Promise<string[]> {
  if (!options.safeParse({}).success) return []
  const schema = { entities: [{ name: 'example', fields: [{ name: 'value', kind: name }] }] }
  const { example = [] } = await generateData(schema, { rows, locale }).collect()
  return example.map(({ value }) =>
    typeof value === 'string' ? value : (JSON.stringify(value, plain) ?? String(value)),
  )
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

function unknownKind(name: string, known: readonly string[]): UnderstudyError {
  const meant = closest(name, known)
  return new UnderstudyError('KIND_UNKNOWN', {
    operation: 'look up a kind',
    at: name,
    message: `there is no kind ${JSON.stringify(name)}`,
    hint: meant === undefined ? 'understudy kinds lists them all.' : `Did you mean ${meant}?`,
  })
}
