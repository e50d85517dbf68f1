import type { Findings } from './findings.ts'
import { outputOf } from './output-of.ts'

/** Terms that ask for no more than to be named. */
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
])

/** Other terms, decided one by one. */
const decided: Readonly<Record<string, { readonly licence: string; readonly because: string }>> = {
  argparse: { licence: 'PSF-2.0', because: 'reads options of runners that the examples use; nothing of it is shipped' },
  'axe-core': { licence: 'MPL-2.0', because: 'looks at screens in tests; nothing of it is shipped' },
  'caniuse-lite': {
    licence: 'CC-BY-4.0',
    because: 'a table of browsers for Jest, in an example; nothing of it is shipped',
  },
  elkjs: {
    licence: 'EPL-2.0',
    because: 'comes with the Prisma of an example, which draws nothing; nothing of it is shipped',
  },
  'humanize-number': {
    licence: 'Unknown',
    because: 'MIT, as its Readme says; comes with a store of S3 for tests; nothing of it is shipped',
  },
  lightningcss: { licence: 'MPL-2.0', because: "builds the dashboard's CSS; nothing of it is shipped" },
  only: {
    licence: 'Unknown',
    because: 'MIT, as its Readme says; comes with a store of S3 for tests; nothing of it is shipped',
  },
  'spdx-exceptions': {
    licence: 'CC-BY-3.0',
    because: 'a list of names for a runner of an example; nothing of it is shipped',
  },
}

interface Installed {
  readonly name: string
  readonly license: string
}

/** All dependencies, those for development too: of what they bundle into the dashboard, users get a copy. */
export async function checkLicences(root: string): Promise<Findings> {
  const { output } = await outputOf(root, 'pnpm', ['-r', 'licenses', 'list', '--json'])
  const installed = Object.values(JSON.parse(output) as Record<string, readonly Installed[]>).flat()
  if (installed.length === 0) return { problems: ['pnpm named no dependency at all.'] }
  const problems = installed
    .filter(({ name, license }) => !admits(license) && decisionFor(name)?.licence !== license)
    .map(({ name, license }) => `${name} is under ${license}: decide in scripts/check/licences.ts`)
  return { problems }
}

/** An expression such as "(MIT OR GPL-2.0)" is fine when one of its choices is. */
function admits(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, '').split(/ OR /i)
  return choices.some((choice) => choice.split(/ AND /i).every((name) => allowed.has(name.trim())))
}

/** A package for one platform ("lightningcss-linux-x64-gnu") is judged as the package that brings it. */
function decisionFor(name: string) {
  const own = name.replace(/-(linux|darwin|win32|android|freebsd)-.*$/, '')
  return Object.hasOwn(decided, own) ? decided[own] : undefined
}
