import { link, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { analyzeSchema, redactUrl, toModel } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import type { Command } from 'commander'
import { systemMessage } from '../terminal/system-message.ts'
import { type Outcome, runCommand } from './command.ts'
import { noteLines } from './generate/note-lines.ts'
import { shop } from './init/shop.ts'
import { readPlace } from './read-place.ts'
import { resolvePlace } from './resolve-place.ts'

interface InitFlags {
  readonly from?: string
  readonly force?: boolean
  readonly json?: boolean
  readonly dir: string
}

const examples = `
Examples:
  $ understudy init
  $ understudy init --from postgres://me@localhost/app

Writes understudy.config.json and understudy.schema.json: of the database's tables, to review, or of a small shop.`

export function addInit(program: Command, done: (exitCode: number) => void): void {
  program
    .command('init')
    .description('write a configuration and a first schema')
    .option('--from <url>', 'a database whose tables become the schema')
    .option('--dir <dir>', 'where to write', '.')
    .option('--force', 'replace files that are there')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: InitFlags) => done(await runCommand(flags.json ?? false, () => init(flags))))
}

/** For completion in editors, once the package is installed in the project. */
const schemas = './node_modules/@understudy/sdk/schemas/'

async function init({ from, dir, force = false }: InitFlags): Promise<Outcome> {
  const { schema, notes } = from === undefined ? { schema: shop, notes: [] } : await introspected(from)
  const config = {
    $schema: `${schemas}config.json`,
    kind: 'understudy.config',
    version: 1,
    generate: { seed: 1, locale: 'en', rows: 100, entities: {} },
  }
  const files = [
    { path: join(dir, 'understudy.config.json'), content: config },
    { path: join(dir, 'understudy.schema.json'), content: { ...schema, $schema: `${schemas}data-schema.json` } },
  ]
  await writeAll(files, force)
  const target = from === undefined ? '--out shop.ndjson' : '--into URL'
  return {
    document: {
      command: 'init',
      files: files.map(({ path }) => path),
      entities: schema.entities.map(({ name }) => name),
      notes,
    },
    lines: [
      ...files.map(({ path }) => `wrote ${path}`),
      ...noteLines(notes),
      'Review the schema, then:',
      `  understudy generate --schema ${files[1]!.path} ${target}${from === undefined ? '' : `   (URL: a database with the tables of ${redactUrl(from)})`}`,
    ],
  }
}

async function introspected(url: string) {
  return toModel(await readPlace(await resolvePlace(url), (session) => analyzeSchema(session)))
}

/** Both or none; a file that is there stays unless it is to be replaced. */
async function writeAll(
  files: readonly { readonly path: string; readonly content: unknown }[],
  force: boolean,
): Promise<void> {
  const written: string[] = []
  try {
    for (const { path, content } of files) {
      const text = `${JSON.stringify(content, undefined, 2)}\n`
      if (force) {
        await writeFile(path, text)
        continue
      }
      const draft = `${path}.${process.pid}.part`
      await writeFile(draft, text)
      try {
        // Unlike a rename, a link never replaces what is there.
        await link(draft, path)
      } finally {
        await rm(draft, { force: true })
      }
      written.push(path)
    }
  } catch (thrown) {
    for (const path of written) await rm(path, { force: true })
    const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
    const at = files[written.length]?.path ?? ''
    throw new UnderstudyError(exists ? 'FILE_EXISTS' : 'WRITE_FAILED', {
      operation: 'write the first files',
      at,
      message: exists ? `${at} is there already` : `${at}: ${systemMessage(thrown)}`,
      ...(exists ? { hint: 'Give --force to replace it, or --dir for another folder.' } : {}),
      details: { stands: 'what was there before' },
      cause: thrown,
    })
  }
}
