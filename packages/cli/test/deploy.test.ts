import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { chmod, cp, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { deployFile, instructionsOf, unitOf, yamlOf } from '../../../test/deploy-files.ts'
import { isFull } from '../../../test/full.ts'
import manifest from '../package.json' with { type: 'json' }
import { served } from './served.ts'
import { scratch, understudyHere } from './understudy.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const run = promisify(execFile)
const place = await scratch()
const url = 'postgres://understudy:hidden@postgres:5432/understudy'
const key = 'a key that is long enough to be one'

/** Variables that `understudy serve` reads, by its own code. */
const variables = new Set(
  ['serve.ts', 'serve/read-settings.ts', 'server/store-flags.ts'].flatMap(
    (file) => readFileSync(join(root, 'packages/cli/src/commands', file), 'utf8').match(/UNDERSTUDY_[A-Z_]+/g) ?? [],
  ),
)

test('every file of the folder is one that is looked at here', () => {
  expect(readdirSync(join(root, 'deploy')).sort()).toEqual([
    'Dockerfile',
    'Dockerfile.dockerignore',
    'compose.yaml',
    'generate-job.yaml',
    'generate-matrix.yaml',
    'kubernetes.yaml',
    'understudy.service',
  ])
})

test('no file holds a secret, or what was made elsewhere under a name that moves', () => {
  for (const name of readdirSync(join(root, 'deploy'))) {
    const text = deployFile(name)
    expect(text, name).not.toMatch(/:latest\b/)
    expect(text, name).not.toMatch(/(PASSWORD|KEY|TOKEN)[:=] *['"]?[A-Za-z0-9+/]{8}/)
  }
})

describe('the image', () => {
  const instructions = instructionsOf('Dockerfile')
  const all = (word: string) => instructions.filter((one) => one.word === word).map(({ rest }) => rest)
  const listOf = (word: string) => JSON.parse(all(word).at(-1) ?? '') as string[]

  test('has two stages of one Node that the server runs on, and takes of the first what runs alone', () => {
    expect(instructions.every(({ word }) => /^[A-Z]+$/.test(word))).toBe(true)
    expect(all('FROM')).toEqual(['node:24-bookworm-slim AS build', 'node:24-bookworm-slim'])
    expect(all('ADD')).toEqual([])
    expect(all('COPY').at(-1)).toMatch(/^--from=build /)
  })

  test('runs as nobody of importance, and says how it is', () => {
    const last = instructions.map(({ word }) => word).lastIndexOf('USER')
    expect(instructions[last]?.rest).toBe('node')
    expect(instructions.slice(last).filter(({ word }) => word === 'RUN')).toEqual([])
    expect(all('HEALTHCHECK')[0]).toContain('127.0.0.1:4600/healthz')
    expect(all('EXPOSE')).toEqual(['4600'])
  })

  test('starts the server as its command line is read, with a store on its volume', () => {
    const [node, bin] = listOf('ENTRYPOINT')
    expect([node, bin]).toEqual(['node', '/opt/understudy/bin/understudy.js'])
    expect(served(listOf('CMD'), {})).toMatchObject({ port: 4600, data: all('VOLUME')[0], host: '127.0.0.1' })
  })

  test('leaves out of its build what is of this machine', () => {
    const left = deployFile('Dockerfile.dockerignore').split('\n')
    expect(left).toEqual(expect.arrayContaining(['.git', '**/node_modules', '**/dist', 'understudy-data']))
  })

  test('holds a command that runs, without the workspace that it was built in', async () => {
    const deploy = /node scripts\/ws\.mjs (--filter \S+ --prod --legacy deploy) \/out/.exec(all('RUN')[0] ?? '')?.[1]
    const out = join(place, 'out')
    await run('pnpm', [...(deploy ?? 'no such step').split(' '), out, '--offline'], { cwd: root })
    const [node = '', bin = ''] = listOf('ENTRYPOINT')
    const { stdout } = await run(node, [bin.replace('/opt/understudy', out), '--version'], { cwd: place })
    expect(stdout.trim()).toBe(manifest.version)
  })
})

describe('the compose file', () => {
  const [{ services, volumes }] = yamlOf('compose.yaml')
  const given = (environment: Readonly<Record<string, string>>) => {
    const values: Record<string, string> = { POSTGRES_PASSWORD: 'hidden', UNDERSTUDY_KEY: key }
    return Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_, of: string, other = '') => values[of] ?? other),
      ]),
    )
  }

  test('starts Postgres, one server that answers and two that work', () => {
    expect(Object.keys(services)).toEqual(['postgres', 'api', 'worker'])
    expect(services.worker.deploy.replicas).toBe(2)
    expect(Object.keys(volumes)).toEqual(['postgres'])
    for (const name of ['api', 'worker']) {
      expect(services[name].depends_on.postgres.condition).toBe('service_healthy')
      expect(Number.parseInt(services[name].stop_grace_period, 10)).toBeGreaterThan(6)
    }
  })

  test('says to each what the server understands, on one store with one key', () => {
    const [api, worker] = [services.api, services.worker].map(({ command, environment }) =>
      served(command, given(environment)),
    )
    expect(api).toMatchObject({ role: 'api', databaseUrl: url, key, publicUrl: 'http://127.0.0.1:4600' })
    expect(worker).toMatchObject({ role: 'worker', workers: 2, databaseUrl: url, key })
    for (const { environment } of [services.api, services.worker])
      expect(Object.keys(environment).filter((name) => !variables.has(name))).toEqual([])
  })

  test('needs its secrets, and opens no port but one of this machine', () => {
    for (const { environment } of Object.values<{ environment: Record<string, string> }>(services)) {
      for (const value of Object.values(environment)) {
        const secrets = value.match(/\$\{(POSTGRES_PASSWORD|UNDERSTUDY_KEY)[^}]*\}/g) ?? []
        for (const secret of secrets) expect(secret).toMatch(/:\?/)
      }
    }
    expect(services.postgres.ports).toBeUndefined()
    expect(services.worker.ports).toBeUndefined()
    expect(services.api.ports).toEqual(['127.0.0.1:4600:4600'])
    for (const name of ['api', 'worker']) expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
  })
})

describe('the unit of systemd', () => {
  const unit = unitOf('understudy.service')
  const environment = Object.fromEntries(
    (unit.get('Service.Environment') ?? []).flatMap((line) => line.split(' ')).map((pair) => pair.split('=')),
  )

  test('starts the server as its command line is read', () => {
    const [env, name, ...args] = (unit.get('Service.ExecStart')?.[0] ?? '')
      .replaceAll(/\$\{(\w+)\}/g, (_, of: string) => environment[of])
      .split(' ')
    expect([env, name]).toEqual(['/usr/bin/env', 'understudy'])
    expect(served(args, {})).toMatchObject({ role: 'all', port: 4600, data: 'understudy-data' })
    expect(served(args, { UNDERSTUDY_SERVER_DATABASE_URL: url, UNDERSTUDY_KEY: key })).toMatchObject({
      databaseUrl: url,
    })
  })

  test('names no variable that nobody reads', () => {
    const own = new Set(Object.keys(environment))
    const named = deployFile('understudy.service').match(/UNDERSTUDY_[A-Z_]+/g) ?? []
    expect(named.filter((one) => !variables.has(one) && !own.has(one))).toEqual([])
  })

  test('gives it a folder of its own, time to end, and no more rights than it needs', () => {
    expect(Object.fromEntries(unit)).toMatchObject({
      'Service.User': ['understudy'],
      'Service.StateDirectory': ['understudy'],
      'Service.StateDirectoryMode': ['0700'],
      'Service.WorkingDirectory': ['/var/lib/understudy'],
      'Service.TimeoutStopSec': ['15'],
      'Service.NoNewPrivileges': ['yes'],
      'Service.ProtectSystem': ['strict'],
      'Service.CapabilityBoundingSet': [''],
    })
    // Machine code is made while it runs.
    expect(unit.has('Service.MemoryDenyWriteExecute')).toBe(false)
  })
})

describe('the manifest of Kubernetes', () => {
  const documents = yamlOf('kubernetes.yaml')
  const deployments = documents.filter(({ kind }) => kind === 'Deployment')
  const containerOf = (document: (typeof documents)[number]) => document.spec.template.spec.containers[0]

  test('has servers that answer, servers that work, and a way to the first', () => {
    expect(documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Deployment understudy-api',
      'Deployment understudy-worker',
      'Service understudy',
      'PodDisruptionBudget understudy-api',
    ])
    expect(deployments.map(({ spec }) => spec.replicas)).toEqual([2, 2])
    for (const { spec } of deployments) expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels)
    const [api] = deployments
    expect(documents[2].spec.selector).toEqual(api.spec.template.metadata.labels)
    expect(documents[3].spec.selector.matchLabels).toEqual(api.spec.template.metadata.labels)
  })

  test('says to each what the server understands, with secrets of a secret', () => {
    const said = deployments.map((document) => {
      const { args, env } = containerOf(document)
      for (const { valueFrom, value } of env) {
        expect(value).toBeUndefined()
        expect(valueFrom.secretKeyRef.name).toBe('understudy')
      }
      expect(env.filter(({ name }: { name: string }) => !variables.has(name))).toEqual([])
      return served(args, {
        UNDERSTUDY_SERVER_DATABASE_URL: url,
        UNDERSTUDY_KEY: key,
        UNDERSTUDY_METRICS_TOKEN: 'a token of metrics',
      })
    })
    expect(said).toMatchObject([{ role: 'api' }, { role: 'worker', workers: 2 }])
  })

  test('asks each how it is where it answers, and gives it time to end', () => {
    for (const document of deployments) {
      const { livenessProbe, readinessProbe, startupProbe, ports, image } = containerOf(document)
      expect([livenessProbe, startupProbe, readinessProbe].map(({ httpGet }) => httpGet.path)).toEqual([
        '/healthz',
        '/healthz',
        '/readyz',
      ])
      expect(ports).toEqual([{ name: 'http', containerPort: 4600 }])
      expect(image).toBe(`understudy:${manifest.version}`)
      expect(document.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(6)
    }
  })

  test('gives no pod more rights than it needs', () => {
    for (const document of [...deployments, ...yamlOf('generate-job.yaml')]) {
      const { securityContext, automountServiceAccountToken } = document.spec.template.spec
      expect(automountServiceAccountToken).toBe(false)
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect(containerOf(document).securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(containerOf(document).resources.limits.memory).toBeDefined()
    }
  })
})

describe('slices that others schedule', () => {
  const schema = join(root, 'examples', 'shop.json')
  /** `understudy` by its name, as it is where it was installed. */
  async function withCommand(): Promise<NodeJS.ProcessEnv> {
    const bin = await scratch()
    const file = join(bin, 'understudy')
    await writeFile(
      file,
      `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'packages/cli/bin/understudy.js')}" "$@"\n`,
    )
    await chmod(file, 0o755)
    return { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) }
  }
  const whole = async (rows: number) =>
    (
      await understudyHere([
        'generate',
        '--schema',
        schema,
        '--rows',
        `${rows}`,
        '--seed',
        '7',
        '--format',
        'ndjson',
        '--out',
        '-',
      ])
    ).stdout

  test('by a job of Kubernetes are the bytes that one process makes, also where a pod was started again', async () => {
    const [{ spec }] = yamlOf('generate-job.yaml')
    const [container] = spec.template.spec.containers
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 8 })
    const said: Record<string, string> = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
    )
    expect(said).toMatchObject({ PARTS: String(spec.completions), SEED: '7' })
    const OUT = await scratch()
    const parts = isFull ? spec.completions : 3
    const env = { ...(await withCommand()), ...said, PARTS: `${parts}`, SCHEMA: schema, OUT, ROWS: '40' }
    const [shell, ...words] = container.command
    for (const index of [1, ...Array(parts).keys()])
      await run(shell, [...words, ...container.args], { env: { ...env, JOB_COMPLETION_INDEX: `${index}` } })
    const { stdout } = await run('sh', ['-c', 'cat part-*.ndjson'], { cwd: OUT })
    expect(readdirSync(OUT)).toHaveLength(parts)
    expect(stdout).toBe(await whole(40))
  })

  test('by the matrix of a CI are the bytes that one process makes', async () => {
    const [{ jobs }] = yamlOf('generate-matrix.yaml')
    const env = await withCommand()
    const cwd = await scratch()
    await cp(join(root, 'examples', 'shop.json'), join(cwd, 'examples', 'shop.json'))
    const command = (steps: readonly { run?: string }[], word: string) =>
      steps.map((step) => step.run ?? '').find((text) => text.startsWith(word)) ?? ''
    const made = command(jobs.slice.steps, 'understudy').replace('--rows 100000', '--rows 40')
    for (const part of jobs.slice.strategy.matrix.part)
      await run('sh', ['-ec', made.replaceAll(/\$\{\{ matrix\.part \}\}/g, part)], { cwd, env })
    await run('sh', ['-ec', command(jobs.whole.steps, 'cat')], { cwd })
    expect(await readFile(join(cwd, 'shop.ndjson'), 'utf8')).toBe(await whole(40))
  })
})
