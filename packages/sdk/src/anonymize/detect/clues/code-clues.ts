import type { Clue } from '../finding.ts'
import { type ColumnValues, saidShare, shareOf, sure } from '../values/column-values.ts'
import { knownWords } from '../values/known-words.ts'
import { isCount } from './number-clues.ts'

const usStates = new Set(
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR'.split(
    ' ',
  ),
)
/** By the signs that no plain number has. */
const writtenPostcode =
  /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$|^[A-Z]\d[A-Z] ?\d[A-Z]\d$|^\d{4} ?[A-Z]{2}$|^\d{5}-\d{4}$|^\d{5}-\d{3}$|^\d{2}-\d{3}$|^\d{4}-\d{3}$|^\d{3} \d{2}$|^\d{3}-\d{4}$|^(AD|AZ|LV|LT|MD|CH|D|A|F|L|SE|FI|HR|SI)-?\d{3,5}$/i
const plainPostcode = /^\d{3,7}$/

/** What short codes say: postcodes, states, initials, user names. */
export function* codeClues({ texts, distinct, variety }: ColumnValues): Generator<Clue> {
  const count = texts.length
  if (count === 0) return
  const said = (share: number, what: string): string => `${saidShare(share, count)} ${what}`

  const written = shareOf(texts, (text) => writtenPostcode.test(text))
  const postcodes = shareOf(texts, (text) => writtenPostcode.test(text) || plainPostcode.test(text))
  if (postcodes >= 0.93 && distinct.length >= 5 && variety > 0.02 && !isCount(texts)) {
    const confidence =
      written >= 0.9
        ? 0.85
        : written >= 0.1
          ? 0.78
          : shareOf(texts, (text) => /^0/.test(text) && text.length > 3) > 0.02
            ? 0.5
            : 0.35
    if (written > 0 || shareOf(texts, (text) => text.length >= 4) > 0.9)
      yield {
        class: 'postcode',
        confidence: sure(confidence, count),
        evidence: said(postcodes, 'have the form of a postcode'),
      }
  }

  const states = shareOf(texts, (text) => usStates.has(text))
  if (states >= 0.98 && distinct.length >= 5)
    yield { class: 'state', confidence: 0.8, evidence: said(states, 'are codes of states of the USA') }
  else if (
    shareOf(texts, (text) => /^[\p{Lu}\d]{1,3}$/u.test(text)) >= 0.97 &&
    distinct.length >= 8 &&
    shareOf(texts, (text) => /\p{Lu}/u.test(text)) > 0.5 &&
    variety < 0.8
  )
    yield { class: 'state', confidence: 0.35, evidence: said(1, 'are short codes, as those of states are') }

  const initials = shareOf(texts, (text) => /^\p{Lu}\.?$/u.test(text))
  if (initials >= 0.97 && distinct.length >= 10)
    yield {
      class: 'middle-name',
      confidence: sure(0.75, count),
      evidence: said(initials, 'are one letter, as initials are'),
    }

  const handles = shareOf(texts, (text) => /^(?=.*\p{L})[\p{L}\d](?:[\p{L}\d]|[._-](?=[\p{L}\d])){2,29}$/u.test(text))
  if (handles < 0.95 || variety < 0.85 || distinct.length < 10) return
  const numbered = shareOf(texts, (text) => /\p{L}{2,}\d{1,4}$/u.test(text))
  const joined = shareOf(texts, (text) => /^\p{L}+[._]\p{L}+\d*$/u.test(text))
  const cased = shareOf(texts, (text) => /\p{Ll}\p{Lu}|\d\p{L}/u.test(text))
  const { sets } = knownWords()
  const named = shareOf(joined > 0.5 ? texts : [], (text) =>
    text
      .toLowerCase()
      .split(/[._\d]/)
      .some((word) => sets.first.has(word) || sets.last.has(word)),
  )
  const sequence = shareOf(texts, (text) => /^\p{Lu}{1,6}[-_]?\d+$/u.test(text))
  if (cased > 0.3 || sequence > 0.6) return
  if (numbered >= 0.08 && numbered <= 0.98 && sequence < 0.3)
    yield {
      class: 'username',
      confidence: sure(numbered >= 0.15 ? 0.75 : 0.6, count),
      evidence: said(numbered, 'are one word with digits at its end, as user names are'),
    }
  else if (joined >= 0.5 && named >= 0.3)
    yield {
      class: 'username',
      confidence: sure(0.75, count),
      evidence: said(joined, 'are names joined by a dot or an underscore, as user names are'),
    }
}
