import type { ScalarType } from '../../masking-schema.ts'

const tries = 100

/**
 * A mask of digits as one of whole numbers that a column holds: a result that is beyond them is masked again, and gives up
 * its last digit where that leads to none.
 */
export function fittingNumber({ bits = 64 }: ScalarType, mask: (text: string) => string): (text: string) => string {
  return (text) => {
    const first = BigInt(mask(text))
    let number = first
    for (let i = 0; i < tries && BigInt.asIntN(bits, number) !== number; i++) number = BigInt(mask(String(number)))
    const isRight = BigInt.asIntN(bits, number) === number && String(number) !== text
    return String(isRight ? number : first / 10n)
  }
}
