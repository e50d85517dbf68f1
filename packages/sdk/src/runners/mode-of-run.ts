import { type TestMode, testModes } from '../context/test-mode.ts'
import { UnderstudyError } from '../errors.ts'

/**
 * Where the tests of this run go. A configuration that says a mode is right; one that says none is written for a
 * database, and is not taken elsewhere by the environment.
 */
export function modeOfRun(
  said: TestMode | 'environment' | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): TestMode {
  if (said !== undefined && said !== 'environment') return known(said, 'mode')
  const wanted = known(environment.UNDERSTUDY_MODE || 'database', 'UNDERSTUDY_MODE')
  if (said === undefined && wanted !== 'database') {
    throw new UnderstudyError('MODE_UNSUPPORTED', {
      operation: 'choose where the tests run',
      message: `UNDERSTUDY_MODE asks for ${wanted}, and these tests say no mode: they are written for a database.`,
      hint: "Say mode: 'environment' where the tests fit every mode, or mode: 'database' where they do not.",
      at: 'mode',
    })
  }
  return wanted
}

function known(text: string, at: string): TestMode {
  const mode = testModes.find((name) => name === text)
  if (mode !== undefined) return mode
  throw new UnderstudyError('MODE_UNSUPPORTED', {
    operation: 'choose where the tests run',
    message: `There is no such mode; there are ${testModes.join(', ')}.`,
    hint: `Correct ${at}.`,
    at,
  })
}
