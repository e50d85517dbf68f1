import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import { keepTick } from './keep-tick.ts'
import { boundYoungSpace } from './young-space.ts'

type Add = (program: Command, done: (exitCode: number) => void) => void

/** In the order of the help. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  serve: async () => (await import('./serve.ts')).addServe,
  admin: async () => (await import('./admin.ts')).addAdmin,
  generate: async () => (await import('./generate.ts')).addGenerate,
  init: async () => (await import('./init.ts')).addInit,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  load: async () => (await import('./load.ts')).addLoad,
  replay: async () => (await import('./replay.ts')).addReplay,
  scan: async () => (await import('./scan.ts')).addScan,
  anonymize: async () => (await import('./anonymize.ts')).addAnonymize,
  clone: async () => (await import('./clone.ts')).addClone,
  rollback: async () => (await import('./rollback.ts')).addRollback,
  reset: async () => (await import('./reset.ts')).addReset,
  schema: async () => (await import('./schema.ts')).addSchema,
  testkit: async () => (await import('./testkit.ts')).addTestkit,
  sweep: async () => (await import('./sweep.ts')).addSweep,
  ci: async () => (await import('./ci.ts')).addCi,
  env: async () => (await import('./env.ts')).addEnv,
  switch: async () => (await import('./switch.ts')).addSwitch,
  validate: async () => (await import('./validate.ts')).addValidate,
  quality: async () => (await import('./quality.ts')).addQuality,
  profile: async () => (await import('./profile.ts')).addProfile,
  synthesize: async () => (await import('./synthesize.ts')).addSynthesize,
  fidelity: async () => (await import('./fidelity.ts')).addFidelity,
  kinds: async () => (await import('./kinds.ts')).addKinds,
}

/** They pass rows on and keep none: what a larger heap would hold is dead before it is full. */
const passing: ReadonlySet<string> = new Set(['clone', 'anonymize'])

export function asksVersion(argv: readonly string[]): boolean {
  return argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')
}

/** A process that serves others, rather than saying how one is asked to. */
export function asksToServe([name = '', ...flags]: readonly string[]): boolean {
  return name === 'serve' && !flags.includes('--help') && !flags.includes('-h')
}

/** Said before the SDK is loaded, which makes the heap grow. */
export function keepHeapSmall([name = '']: readonly string[]): void {
  if (name === 'serve') {
    boundYoungSpace()
    keepTick()
  }
  if (!passing.has(name)) return
  setFlagsFromString('--optimize-for-size')
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** The commands that a command line may mean: the one that it names, none for the version alone, or else all of them. */
export async function commandsFor(argv: readonly string[]): Promise<readonly Add[]> {
  const [name = ''] = argv
  if (asksVersion(argv)) return []
  if (Object.hasOwn(commands, name)) return [await commands[name]!()]
  return await Promise.all(Object.values(commands).map((load) => load()))
}
