import { writeFileSync } from 'node:fs'

type Shared = number | { readonly [name: string]: Shared }

/**
 * Writes a module of WebAssembly, and the numbers that whoever calls it shares with it, as TypeScript at a path of src/.
 * @param kind `build-<kind>-module.ts` is who asks, and `<kind>-module/` what it is made of
 */
export function writeModule(
  kind: string,
  path: string,
  module: Uint8Array,
  shared: Readonly<Record<string, Shared>>,
): void {
  const text = `/** Written by scripts/build-${kind}-module.ts; what it does is said in scripts/${kind}-module/. */
export const ${kind}Module =
  '${Buffer.from(module).toString('base64')}'
${Object.entries(shared)
  .map(([name, value]) => `export const ${name} = ${textOf(value)}${typeof value === 'number' ? '' : ' as const'}\n`)
  .join('\n')}`
  writeFileSync(new URL(`../src/${path}`, import.meta.url), text)
}

function textOf(value: Shared, indent = ''): string {
  if (typeof value === 'number') return String(value)
  const lines = Object.entries(value).map(([name, one]) => `${indent}  ${name}: ${textOf(one, `${indent}  `)},\n`)
  return `{\n${lines.join('')}${indent}}`
}
