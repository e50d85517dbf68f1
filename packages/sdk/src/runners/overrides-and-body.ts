import type { TestConfig } from '../context/test-config.ts'

type Body = (...args: never[]) => unknown

/** withData takes a body, or what the test says otherwise and then the body. */
export function overridesAndBody<Of extends Body>(
  first: TestConfig | Of,
  second: Of | undefined,
): { readonly overrides: TestConfig; readonly body: Of } {
  if (typeof first === 'function') return { overrides: {}, body: first }
  if (typeof second === 'function') return { overrides: first, body: second }
  throw new TypeError('withData takes the body of a test: withData(async (data) => { … })')
}
