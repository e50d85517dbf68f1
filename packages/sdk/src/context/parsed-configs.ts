import type { DataNeeds } from './data-need.ts'
import { type ParsedTestConfig, type ParseTestConfigOptions, parseTestConfig } from './parse-test-config.ts'
import type { TestConfig } from './test-config.ts'

interface Known {
  readonly members: readonly unknown[]
  readonly parsed: ParsedTestConfig
}

/**
 * Parses a configuration once: who sets up many contexts by the same object pays once, and the environment counts as it was
 * then. An object whose members have changed since is parsed again.
 */
export class ParsedConfigs {
  readonly #options: ParseTestConfigOptions
  readonly #known = new WeakMap<object, Known>()

  constructor(options: ParseTestConfigOptions) {
    this.#options = options
  }

  of<Needs extends DataNeeds>(config: TestConfig<Needs>): ParsedTestConfig<Needs> {
    const isObject = typeof config === 'object' && config !== null
    const members = isObject ? membersOf(config) : []
    const known = isObject ? this.#known.get(config) : undefined
    if (known && isSame(known.members, members)) return ofSame<Needs>(known.parsed)
    const parsed = parseTestConfig(config, this.#options)
    if (isObject) this.#known.set(config, { members, parsed })
    return parsed
  }
}

const groups: readonly string[] = ['database', 'production', 'cleanup', 'ledger']

/** Names and values, and those of its groups. */
function membersOf(config: object): unknown[] {
  const members: unknown[] = []
  for (const [name, value] of Object.entries(config)) {
    members.push(name, value)
    if (groups.includes(name) && typeof value === 'object' && value !== null) {
      for (const [inner, one] of Object.entries(value)) members.push(inner, one)
    }
  }
  return members
}

function isSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((member, at) => Object.is(member, now[at]))
}

/** Known by the very object, whose needs have their type from it. */
function ofSame<Needs extends DataNeeds>(parsed: ParsedTestConfig): ParsedTestConfig<Needs> {
  return parsed as ParsedTestConfig<Needs>
}
