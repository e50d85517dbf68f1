import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { buildChanged } from '../scripts/ws/build.mjs'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-build-'))
  vi.spyOn(console, 'error').mockImplementation(() => {})
  for (const file of ['pnpm-lock.yaml', 'tsconfig.base.json']) await write(file, 'first')
  await pack('app', { '@x/lib': 'workspace:*', elsewhere: '1' })
  await pack('lib', {})
  await pack('tool', {})
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(root, { recursive: true })
})

test('everything is built once, after what it depends upon', async () => {
  const built = await build()
  expect(built).toHaveLength(3)
  expect(built.indexOf('lib')).toBeLessThan(built.indexOf('app'))
  expect(await build()).toEqual([])
})

test('a changed source builds its package and those upon it, a changed test nothing', async () => {
  await build()
  await write('packages/lib/src/deep/a.test.ts', 'changed')
  expect(await build()).toEqual([])
  await write('packages/lib/src/deep/a.ts', 'changed')
  expect(await build()).toEqual(['lib', 'app'])
})

test('a file from elsewhere that a manifest names builds as a source does', async () => {
  const manifest = { name: '@x/tool', files: ['dist'], scripts: { build: 'x' }, buildInputs: ['../../example.json'] }
  await write('packages/tool/package.json', JSON.stringify(manifest))
  await write('example.json', 'first')
  await build()
  expect(await build()).toEqual([])
  await write('example.json', 'second')
  expect(await build()).toEqual(['tool'])
})

test('a new or removed source builds as a changed one', async () => {
  await build()
  await write('packages/tool/src/new.ts', '')
  expect(await build()).toEqual(['tool'])
  await rm(join(root, 'packages/tool/src/new.ts'))
  expect(await build()).toEqual(['tool'])
})

test('other versions of dependencies build everything', async () => {
  await build()
  await write('pnpm-lock.yaml', 'second')
  expect(await build()).toHaveLength(3)
})

test('output that is gone is built again, and so is everything when forced', async () => {
  await build()
  await rm(join(root, 'packages/tool/dist'), { recursive: true })
  expect(await build()).toEqual(['tool'])
  expect(await build({ force: true })).toHaveLength(3)
})

test('a build that fails ends with its code, and is tried again', async () => {
  const failing = async () => 3
  expect(await buildChanged({ root, force: false, pack: failing })).toBe(3)
  expect(await build()).toHaveLength(3)
})

test('two builds at once take turns, so the second finds all done', async () => {
  const [one, two] = await Promise.all([build(), build()])
  expect([one.length, two.length].sort()).toEqual([0, 3])
})

test('a build that was killed holds up nobody', async () => {
  await write('.toolchain/building', '999999999')
  expect(await build()).toHaveLength(3)
  await write('.toolchain/building', String(process.pid))
  await utimes(join(root, '.toolchain/building'), 0, 0)
  expect(await build()).toEqual([])
})

test('packages that depend on each other are refused', async () => {
  await pack('lib', { '@x/app': 'workspace:*' })
  await expect(build()).rejects.toThrow('circle')
})

/** The folders that were built, in order. */
async function build({ force = false } = {}) {
  const built: string[] = []
  const code = await buildChanged({
    root,
    force,
    pack: async (folder: string) => {
      built.push(basename(folder))
      await mkdir(join(folder, 'dist'), { recursive: true })
      return 0
    },
  })
  expect(code).toBe(0)
  return built
}

async function pack(name: string, dependencies: Record<string, string>) {
  await write(
    `packages/${name}/package.json`,
    JSON.stringify({ name: `@x/${name}`, files: ['dist'], scripts: { build: 'x' }, dependencies }),
  )
  await write(`packages/${name}/src/deep/a.ts`, name)
}

async function write(path: string, content: string) {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}
