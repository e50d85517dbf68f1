import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isFull } from '../full.ts'
import { type Place, postgresPlace, sqlitePlace } from './places.ts'
import { Project, type Run } from './project.ts'
import type { Runner } from './runner.ts'

const limit = 180_000
const replayLine = /understudy replay '[^'\s]+'/

const engines = [
  { engine: 'Postgres', open: postgresPlace, isolations: ['clone', 'savepoint'] },
  { engine: 'SQLite', open: sqlitePlace, isolations: ['file', 'image'] },
]

/**
 * What every runner's adapter promises, seen from outside: its own program runs the cases in processes of their own. An
 * adapter knows nothing of engines: Node's own runner, the quickest, shows on SQLite what all show on Postgres.
 */
export function conformance(runner: Runner): void {
  const places = isFull || runner.name === 'node-test' ? engines : engines.slice(0, 1)
  describe.each(places)(`${runner.name} on $engine`, { timeout: limit }, ({ open, isolations }) => {
    let place: Place
    let project: Project
    let killed: Run
    let leftOfKilled: readonly string[]
    let passing: Run
    beforeAll(async () => {
      place = await open()
      project = new Project(runner, place.url)
      killed = await project.run('killed')
      leftOfKilled = await leftOf(place, project)
      passing = await project.run('rows', 'rows-again')
    }, limit)
    afterAll(async () => {
      project.remove()
      await place[Symbol.asyncDispose]()
    })

    test('each test has its own rows, in workers that run at the same time', () => {
      expect(passing.code, passing.text).toBe(0)
      const tests = testsOf(passing)
      expect(tests).toHaveLength(6)
      expect(new Set(tests.map(({ worker }) => worker)).size).toBe(2)
      expect([...new Set(tests.map(({ isolation }) => isolation))].sort()).toEqual(isolations)
    })

    test('only tests that ask for data pay for it', () => {
      expect(eventsOf(passing, 'setup-started')).toHaveLength(6)
    })

    test('nothing is left behind, and what a killed process left is swept by the next run', async () => {
      expect(killed.code).not.toBe(0)
      expect(eventsOf(killed, 'setup-finished')).toHaveLength(1)
      expect(eventsOf(killed, 'cleanup-finished')).toEqual([])
      expect(leftOfKilled).not.toEqual([])
      expect(await leftOf(place, project)).toEqual([])
    })

    describe('beside tests that fail', () => {
      let failing: Run
      beforeAll(async () => {
        failing = await project.run('failing', 'rows', 'nowhere')
      }, limit)

      test('a test that fails shows its own error with its replay token, and is cleaned up whatever its hooks throw', async () => {
        expect(failing.code).not.toBe(0)
        const [, ...shown] = failing.text.split('the shelf is empty')
        const withToken = shown.filter((after) => replayLine.test(after.slice(0, 300)))
        expect(withToken.length, failing.text).toBeGreaterThanOrEqual(2)
        expect(failing.text).toMatch(/time(d )?out/i)
        const ended = [...eventsOf(failing, 'cleanup-finished'), ...eventsOf(failing, 'cleanup-failed')]
        expect(ended).toHaveLength(eventsOf(failing, 'setup-finished').length)
        expect(await leftOf(place, project)).toEqual([])
      })

      test('a test has the same seed as in another run', () => {
        const seeds = new Map(testsOf(passing).map(({ name, seed }) => [name, seed]))
        expect(new Set(seeds.values()).size).toBe(6)
        expect(testsOf(failing)).toHaveLength(3)
        for (const { name, seed } of testsOf(failing)) expect(seeds.get(name)).toBe(seed)
      })

      test('a setup that fails names its cause, once', () => {
        expect(failing.text.match(/No connection to postgres:\/\/nobody@127\.0\.0\.1:1\/nothing/g)).toHaveLength(1)
      })
    })
  })
}

function testsOf({ told }: Run) {
  return told.filter(({ name }) => name !== undefined)
}

function eventsOf({ told }: Run, type: string) {
  return told.filter(({ event }) => event === type)
}

/** In the database, on its server, and among temporary files. */
async function leftOf(place: Place, { temporary }: Project): Promise<readonly string[]> {
  const files = readdirSync(temporary).filter((name) => name.startsWith('understudy'))
  return [...(await place.left()), ...files]
}
