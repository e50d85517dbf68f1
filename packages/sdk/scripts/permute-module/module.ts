import { email } from './email.ts'
import { finish } from './finish.ts'
import { finishPhone } from './finish-phone.ts'
import { moduleOf } from './instructions.ts'
import { memory, pages } from './layout.ts'
import { lines } from './lines.ts'
import { long, longs, short, shorts } from './numbers.ts'
import { phone } from './phone.ts'
import { move, recent, slot } from './recent.ts'
import { addHash, rounds, step, work } from './rounds.ts'
import { rows } from './rows.ts'
import { shortPhone } from './short-phone.ts'
import { shortText } from './short-text.ts'
import { street } from './street.ts'
import { pack, symbols, unpack } from './symbols.ts'
import { text } from './text.ts'
import { value } from './value.ts'
import { settle, settleLongs, settleShorts } from './waiting.ts'
import { beginConstants, constantBytes } from './wide-code.ts'

/**
 * What permutes most values, of src/anonymize/permute, as a WebAssembly module: the same numbers in a third of the time.
 * The order is that of `functions` in layout.ts.
 */
export function permuteModule(): Uint8Array {
  beginConstants()
  const functions = [
    ...[addHash(), rounds(), step(), work(), text(), pack(), unpack(), symbols()],
    ...[move(), recent(), email(), phone(), value(), rows(), lines(), short(), street(), slot(), long(), shortText()],
    ...[shorts(), longs(), finish(), settleShorts(), settleLongs(), settle(), finishPhone(), shortPhone()],
  ]
  return moduleOf(functions, pages, [{ place: memory.constants, bytes: constantBytes() }])
}
