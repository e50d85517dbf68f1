import type { Clue } from '../finding.ts'
import { type ColumnValues, saidShare, shareOf, sure } from '../values/column-values.ts'
import { nationalNumbers, otherNumbers } from '../values/national-numbers.ts'

/** Made where it is asked: to open the names of a language takes longer than to load all of this. */
let countryNames: Intl.DisplayNames | undefined

function countryName(code: string): string {
  countryNames ??= new Intl.DisplayNames('en', { type: 'region' })
  return countryNames.of(code) ?? code
}

/** Whose numbers of persons these are: by the form, and by the check digits where the number has some. */
export function* nationalClues({ texts, variety }: ColumnValues): Generator<Clue> {
  if (variety < 0.5 || texts.length < 3) return
  let single = false
  for (const { country, name, class: class_, form, check } of nationalNumbers) {
    const formed = texts.filter((text) => form.test(text))
    const share = formed.length / Math.max(1, texts.length)
    if (share < 0.8) continue
    const held = check === undefined ? 0 : shareOf(formed, check)
    // Written as no other number is: by signs between its digits, or letters among them.
    const written = shareOf(formed, (text) => /[^\d]/.test(text)) > 0.9
    const confidence = held >= 0.9 ? 0.95 : check === undefined && written ? 0.88 : written && held < 0.5 ? 0.6 : 0
    if (confidence === 0) continue
    single = true
    yield {
      class: class_,
      country,
      confidence: sure(held >= 0.9 && texts.length < 8 ? 0.75 : confidence, texts.length),
      evidence: `${saidShare(share, texts.length)} have the form of the ${name} of ${countryName(country)}${
        held >= 0.9 ? `, and its check digits hold for ${Math.floor(held * 100)} %` : ''
      }`,
    }
  }
  if (single) return
  const share = shareOf(texts, isSomeNumber)
  if (share < 0.7) return
  yield {
    class: 'national-id',
    confidence: sure(0.8, texts.length),
    evidence: `${saidShare(share, texts.length)} have forms in which several countries number their people`,
  }
}

/** A form with signs of its own, or check digits that hold; plain digits alone say nothing. */
function isSomeNumber(text: string): boolean {
  if (/^\d{1,8}$/.test(text) || /^\d+(\.\d+)?$/.test(text) !== /^\d{10,15}$/.test(text)) return false
  return (
    nationalNumbers.some(
      ({ form, check }) =>
        form.test(text) &&
        (check === undefined || check(text) || /[-.+A-Za-z/]|^[12]\d{12} \d\d$|^\d{3} \d{3} \d{3}$/.test(text)),
    ) ||
    (otherNumbers.test(text) && /[A-Za-z]|^\d{6}-?\d{4}$/.test(text))
  )
}
