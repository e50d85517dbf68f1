import { createRequire } from 'node:module'
import type { Faker, LocaleDefinition } from '@faker-js/faker'
import { z } from 'zod'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { Vector } from '../../model/batch.ts'
import { mapFloat64 } from '../../random/map.ts'
import { type Rows, substream, word } from '../../random/stream.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import type { Kind, KindContext, Maker } from '../kind.ts'
import { cut } from '../lists.ts'
import type { Locale } from '../locale.ts'
import { nearest } from '../nearest.ts'
import { ownNumbers } from '../numbered.ts'
import { REFERENCE_DATE } from '../time/window.ts'
import { bools, floats, ints, jsons, texts, timestamps } from '../vectors.ts'

const PREFIX = 'faker:'

export function isFakerName(name: string): boolean {
  return name.startsWith(PREFIX)
}

/** Faker takes its randomness from here: words of the field's stream, one after the other for each row. */
interface Source {
  stream: KindContext['stream']
  row: number
  attempt: number
  step: number
}

interface Instance {
  readonly faker: Faker
  readonly source: Source
}

const require = createRequire(import.meta.url)
const instances = new Map<string, Instance>()

/** A cast at the edge: the package is loaded when the first field asks for it, for it takes a fifth of a second. */
function load(): typeof import('@faker-js/faker') {
  return require('@faker-js/faker') as typeof import('@faker-js/faker')
}

function instanceOf(locale: Locale): Instance {
  let instance = instances.get(locale.name)
  if (!instance) {
    const { allLocales, Faker } = load()
    const all: Readonly<Record<string, LocaleDefinition | undefined>> = allLocales
    const parts = locale.name.split('_')
    const names = [...parts.map((_, i) => parts.slice(0, parts.length - i).join('_')), 'en', 'base']
    const source: Source = { stream: { a: 0, b: 0 }, row: 0, attempt: 0, step: 0 }
    const faker = new Faker({
      locale: [...new Set(names)].flatMap((name): LocaleDefinition[] => (all[name] ? [all[name]] : [])),
      randomizer: {
        next: () => word(source.stream, source.row, source.step++, source.attempt) / 4294967296,
        seed: () => undefined,
      },
    })
    faker.setDefaultRefDate(`${REFERENCE_DATE}T00:00:00.000Z`)
    instance = { faker, source }
    instances.set(locale.name, instance)
  }
  return instance
}

type Call = (...options: readonly unknown[]) => unknown

/** Modules and methods are looked up by what the user has written: a cast that a check of each step makes true. */
function methodOf(faker: Faker, path: string): Call {
  const [moduleName = '', methodName = '', ...more] = path.split('.')
  const modules = faker as unknown as Readonly<Record<string, unknown>>
  const module = Object.hasOwn(modules, moduleName) && !moduleName.startsWith('_') ? modules[moduleName] : undefined
  if (typeof module !== 'object' || module === null) throw unknown(path, `${PREFIX}${moduleName}`, moduleNames(faker))
  const methods = module as Readonly<Record<string, unknown>>
  const method = methodNames(module).includes(methodName) ? methods[methodName] : undefined
  if (typeof method !== 'function' || more.length > 0) {
    throw unknown(
      path,
      `${PREFIX}${moduleName}.${methodName}`,
      methodNames(module).map((name) => `${moduleName}.${name}`),
    )
  }
  return (...options) => method.apply(module, options)
}

const notModules = new Set(['fakerCore', 'definitions', 'rawDefinitions'])

function moduleNames(faker: Faker): string[] {
  return Object.entries(faker)
    .filter(
      ([name, value]) => typeof value === 'object' && value !== null && !name.startsWith('_') && !notModules.has(name),
    )
    .map(([name]) => name)
}

function methodNames(module: object): string[] {
  const names = new Set(Object.keys(module))
  for (
    let at: object | null = Object.getPrototypeOf(module);
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  }
  names.delete('constructor')
  names.delete('faker')
  return [...names]
}

function unknown(path: string, written: string, names: readonly string[]): UnderstudyError {
  const close = nearest(written.slice(PREFIX.length), names).map((name) => PREFIX + name)
  return new UnderstudyError('KIND_UNKNOWN', {
    operation: 'find a kind of value',
    message: `faker has no ${path}`,
    hint:
      close.length > 0
        ? `Did you mean ${close.join(' or ')}?`
        : 'Write faker:module.method, as in faker:commerce.productName.',
    details: { kind: PREFIX + path, nearest: close },
  })
}

/** How many values are looked at to tell what a method gives. */
const PROBES = 24

type Shape = 'text' | 'int' | 'float' | 'bool' | 'timestamp' | 'json'

export function fakerKind(name: string): Kind {
  const path = name.slice(PREFIX.length)
  const kind = defineKind({
    name,
    group: 'faker',
    summary: `What faker.${path}() gives. Slow, about as faker itself is; deterministic all the same`,
    type: 'text',
    options: z.strictObject({
      arguments: z.array(z.unknown()).optional().describe('what the method is called with'),
    }),
    maker: ({ arguments: options = [] }, context) => fakerMaker(path, options, context),
  })
  return kind
}

function fakerMaker(path: string, options: readonly unknown[], context: KindContext): Maker {
  const { faker, source } = instanceOf(context.locale)
  const call = methodOf(faker, path)
  const stream = substream(context.stream, 'faker')
  const valueAt = (row: number, attempt: number): unknown => {
    source.stream = stream
    source.row = row
    source.attempt = attempt
    source.step = 0
    return call(...structuredClone(options))
  }
  const shape = probe(path, valueAt)
  const values = (rows: Rows) => Array.from({ length: rows.length }, (_, i) => valueAt(rows.numbers[i]!, rows.attempt))
  if (shape !== 'text') {
    if (context.unique) {
      throw optionsError(
        `faker.${path}() gives no text, and what it gives can't be made unique`,
        'Use a kind that can be unique, such as integer, uuid or timestamp.',
      )
    }
    return { capacity: 0, make: (rows) => vectorOf(shape, values(rows), path) }
  }
  const most = context.maxLength ?? Number.POSITIVE_INFINITY
  const textAt = (value: unknown) => {
    const text = String(value)
    return text === '' ? '-' : text
  }
  if (!context.unique) {
    const capacity = most < 3 ? 1 : ownNumbers(context, 1, 1).capacity
    return { capacity, make: (rows) => texts(values(rows).map((value) => cut(textAt(value), most))) }
  }
  const own = ownNumbers(context, 1, 1)
  return {
    capacity: own.capacity,
    make: (rows) => {
      const numbers = own.numbers(rows)
      // The number is what stands behind the last space, whatever the text is.
      return texts(values({ ...rows, attempt: 0 }).map((value, i) => `${cut(textAt(value), own.room)} ${numbers[i]}`))
    },
  }
}

function probe(path: string, valueAt: (row: number, attempt: number) => unknown): Shape {
  let found: unknown[]
  try {
    found = Array.from({ length: PROBES }, (_, row) => valueAt(row, 0))
  } catch (thrown) {
    throw optionsError(
      `faker.${path}() failed: ${messageOf(thrown)}`,
      'Give it the arguments that it needs: { "arguments": [ … ] }.',
    )
  }
  const shapes = new Set(found.map((value) => shapeOf(value, path)))
  if (shapes.size === 1) return [...shapes][0]!
  if (shapes.size === 2 && shapes.has('int') && shapes.has('float')) return 'float'
  return 'json'
}

function shapeOf(value: unknown, path: string): Shape {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int' : 'float'
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? 'int' : 'text'
  if (value instanceof Date) return 'timestamp'
  if (typeof value === 'object') return 'json'
  throw optionsError(`faker.${path}() gives ${typeof value}, which is no value`)
}

function vectorOf(shape: Exclude<Shape, 'text'>, values: unknown[], path: string): Vector {
  switch (shape) {
    case 'int':
    case 'float': {
      const numbers = Float64Array.from(values, Number)
      return shape === 'int' && numbers.every(Number.isSafeInteger) ? ints(numbers) : floats(numbers)
    }
    case 'bool':
      return bools(Uint8Array.from(values, Number))
    case 'timestamp':
      return timestamps(
        mapFloat64(values, (value) => {
          if (value instanceof Date) return value.getTime() * 1000
          throw optionsError(`faker.${path}() gives a date in some rows only`)
        }),
        true,
      )
    case 'json':
      return jsons(values.map((value) => JSON.parse(JSON.stringify(value, bigintText)) as unknown))
  }
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
