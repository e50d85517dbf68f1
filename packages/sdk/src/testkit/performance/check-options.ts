import { UnderstudyError } from '../../errors.ts'

/** Refuses numbers that make no sense; whole ones, and at least 1, unless any positive one will do. */
export function checkNumbers(
  numbers: Readonly<Record<string, number | undefined>>,
  kind: 'whole' | 'positive' = 'whole',
): void {
  const wrong = Object.entries(numbers).filter(([, number]) => {
    if (number === undefined) return false
    return kind === 'whole' ? !Number.isSafeInteger(number) || number < 1 : !(number > 0 && Number.isFinite(number))
  })
  if (wrong.length === 0) return
  throw invalid(wrong.map(([name]) => `${name}: a ${kind} number greater than 0 is expected`).join('; '))
}

/** What is measured is known by its name, in reports and in baselines. */
export function checkNames(names: readonly string[], taken: readonly string[]): void {
  const wrong = names.filter((name, at) => name === '' || taken.includes(name) || names.indexOf(name) !== at)
  if (wrong.length === 0) return
  throw invalid(`queries: each needs a name of its own, and these are not: ${[...new Set(wrong)].join(', ')}`)
}

function invalid(message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', { operation: 'read the options of a performance test', message })
}
