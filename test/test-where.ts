import { type TestAPI, test } from 'vitest'

/** A test where it shows what no other does; elsewhere there is none, so that none is skipped. */
export function testWhere(applies: boolean): TestAPI {
  return applies ? test : nowhere()
}

/** Of all that a test can be called with, only this is used. */
function nowhere(): TestAPI {
  return Object.assign(() => {}, { each: () => () => {} }) as unknown as TestAPI
}
