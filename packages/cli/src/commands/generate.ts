import type { PlanOptions } from '@understudy/sdk'
import type { Command } from 'commander'
import { type Around, type Outcome, runCommand } from './command.ts'
import { generateFiles } from './generate/generate-files.ts'
import { generateInto } from './generate/generate-into.ts'
import { type GenerateFlags, type GenerateRequest, readFlags } from './generate/options.ts'
import { readConfig } from './generate/read-config.ts'
import { readSource } from './generate/read-source.ts'
import { readPatterns } from './read-patterns.ts'
import { resolvePlace } from './resolve-place.ts'
import { resolveWritablePlace } from './resolve-writable-place.ts'

const examples = `
Examples:
  $ understudy generate --schema examples/shop.json --rows 1000 --out shop.ndjson
  $ understudy generate --schema examples/shop.json --rows 1000000 --format csv --workers 2 --out shop/
  $ understudy generate --from postgres://me@localhost/app --rows 1000 --into postgres://me@localhost/app_test
  $ understudy generate --from sqlite:app.db --rows 100,users=5000 --into sqlite:app.db --seed 7
  $ understudy generate --schema shop.json --partition 3/8 --format ndjson --out - | gzip > part3.gz

Same schema, same seed, same options: the same rows, in one process or in many.`

const several = (value: string, all: string[] = []): string[] => [...all, value]

export function addGenerate(program: Command, done: (exitCode: number) => void): void {
  program
    .command('generate')
    .description('make rows for a schema, into files or into a database')
    .option('--schema <file>', 'what to make: a DataSchema as JSON')
    .option('--from <url>', "what to make: a database's own tables; a URL or the name of an environment")
    .option('--rows <counts>', 'rows of every table, or of single ones: 1000, film=5,actor=20, 1000,film=5', several)
    .option('--seed <seed>', 'same seed, same rows (default: 1)')
    .option('--locale <locale>', 'language and country of the values: en, de, fr_CH, ja …')
    .option('--quality-level <level>', 'basic, standard or premium (default: standard; premium with --patterns)')
    .option('--patterns <file>', 'what understudy profile learned of real data: premium draws columns from it')
    .option(
      '--format <format>',
      'json, ndjson, csv, xml, sql or parquet (default: by the ending of --out, else ndjson)',
    )
    .option('--out <path>', 'a file, a folder with a file per entity, or - for standard output')
    .option(
      '--into <url>',
      'a database whose tables are filled, all in one transaction; a URL or the name of an environment',
    )
    .option('--create', 'with --schema and --into: make the tables first')
    .option('--entity <name>', 'only this entity, to a file')
    .option('--only <name>', 'only this table, into a database; may be repeated', several)
    .option('--partition <i/n>', 'only the i-th of n parts; put together in order they are the whole')
    .option('--workers <n>', 'threads that encode at the same time (default: 1)')
    .option('--dialect <dialect>', 'of --format sql: postgres or sqlite')
    .option('--config <file>', 'understudy.config.json, found upward from here where it is left out')
    .option('--dry-run', 'show the plan and make nothing')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', examples)
    .action(async (flags: GenerateFlags) =>
      done(await runCommand(flags.json ?? false, (around) => generate(flags, around))),
    )
}

/** The command line wins over the configuration. */
async function generate(flags: GenerateFlags, around: Around): Promise<Outcome> {
  const request = await resolved(readFlags(flags))
  const found = await readConfig(flags.config, process.cwd())
  const settings = found?.config.generate ?? {}
  const seed = request.seed ?? settings.seed
  const locale = request.locale ?? settings.locale
  const patterns = request.patterns === undefined ? undefined : await readPatterns(request.patterns)
  const qualityLevel = request.qualityLevel ?? (patterns === undefined ? settings.qualityLevel : 'premium')
  const rows = request.counts.rows ?? settings.rows
  const overrides = settings.entities
  if (request.goal && 'url' in request.goal) {
    const { url, create } = request.goal
    return generateInto(request, url, create, { seed, locale, qualityLevel, patterns, rows, overrides }, around)
  }
  const plan: PlanOptions = { seed, locale, qualityLevel, rows }
  return generateFiles(request, await readSource(request.source, overrides), overrides, plan, patterns, around)
}

/** Names of environments become their URLs; what is read-only is not filled. */
async function resolved(request: GenerateRequest): Promise<GenerateRequest> {
  const { source, goal } = request
  return {
    ...request,
    source: 'url' in source ? { url: (await resolvePlace(source.url)).url } : source,
    goal: goal && 'url' in goal ? { ...goal, url: (await resolveWritablePlace(goal.url)).url } : goal,
  }
}
