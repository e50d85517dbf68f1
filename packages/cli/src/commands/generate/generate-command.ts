import type { PlanOptions } from '@understudy/sdk'
import type { Around, Outcome } from '../command.ts'
import { readPatterns } from '../read-patterns.ts'
import { resolvePlace } from '../resolve-place.ts'
import { resolveWritablePlace } from '../resolve-writable-place.ts'
import { generateFiles } from './generate-files.ts'
import { generateInto } from './generate-into.ts'
import { type GenerateFlags, type GenerateRequest, readFlags } from './options.ts'
import { readConfig } from './read-config.ts'
import { readSource } from './read-source.ts'

/** The command line wins over the configuration. */
export async function generateCommand(flags: GenerateFlags, around: Around): Promise<Outcome> {
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
