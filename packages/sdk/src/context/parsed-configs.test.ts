import { expect, test } from 'vitest'
import { ParsedConfigs } from './parsed-configs.ts'
import type { TestConfig } from './test-config.ts'

const url = 'sqlite::memory:'

test('the same configuration is parsed once, and the environment counts as it was then', () => {
  const environment: Record<string, string> = { UNDERSTUDY_SEED: 'first' }
  const configs = new ParsedConfigs({ requires: ['database'], environment })
  const config: TestConfig = { database: { url } }
  const parsed = configs.of(config)
  environment.UNDERSTUDY_SEED = 'second'
  expect(configs.of(config)).toBe(parsed)
  expect(configs.of({ database: { url } }).seed).toBe('second')
})

test('what was changed since is seen, at any depth that settings have', () => {
  const configs = new ParsedConfigs({ requires: ['database'], environment: {} })
  const database: { url: string; leaks?: 'off' } = { url }
  const config: { database: typeof database; name?: string } = { database }
  expect(configs.of(config)).toMatchObject({ name: undefined, database: { leaks: 'report' } })
  config.name = 'a test'
  expect(configs.of(config).name).toBe('a test')
  database.leaks = 'off'
  expect(configs.of(config).database.leaks).toBe('off')
  database.url = 'sqlite:other.db'
  delete config.name
  expect(configs.of(config).database.url).toBe('sqlite:other.db')
})

test('what is wrong is told every time', () => {
  const configs = new ParsedConfigs({ requires: ['database'], environment: {} })
  const config: TestConfig = {}
  expect(() => configs.of(config)).toThrow('database.url')
  expect(() => configs.of(config)).toThrow('database.url')
})
