import type { Clue } from '../finding.ts'
import { type ColumnValues, saidShare, shareOf, sure } from '../values/column-values.ts'
import { knownWords } from '../values/known-words.ts'
import { emailForm } from '../values/shape.ts'
import { companyForms, companyWords, jobHeads, sentenceWords, streetWords } from '../values/word-lists.ts'

/** What texts of several words say: names of people, addresses, jobs, companies, and sentences. */
export function* phraseClues({ texts, variety }: ColumnValues): Generator<Clue> {
  const count = texts.length
  if (count === 0) return
  const parts = texts.map((text) => text.split(/\s+/).length)
  const words = parts.reduce((sum, one) => sum + one, 0) / count
  const said = (share: number, what: string): string => `${saidShare(share, count)} ${what}`

  const full = shareOf(texts, isFullName)
  if (full >= 0.45 && variety > 0.1) {
    yield {
      class: 'full-name',
      confidence: sure(Math.min(0.95, 0.55 + full * 0.5), count),
      evidence: said(full, 'are a first name and a family name'),
    }
  } else if (full >= 0.2 && words >= 1.6 && words <= 3.5 && variety > 0.3) {
    yield {
      class: 'full-name',
      confidence: sure(0.55, count),
      evidence: said(full, 'are a first name and a family name'),
    }
  }

  const street = shareOf(texts, isStreet)
  if (street >= 0.5 && variety > 0.2 && words < 9) {
    yield {
      class: 'street-address',
      confidence: sure(Math.min(0.93, 0.5 + street * 0.5), count),
      evidence: said(street, 'have the form of a street with a number, or a word for streets'),
    }
  }

  if (words >= 1.2 && words < 7) {
    const job = shareOf(texts, (text) => jobHeads.test(text) && !/\d/.test(text))
    if (job >= 0.5 && street < 0.3) {
      yield {
        class: 'job-title',
        confidence: sure(Math.min(0.9, 0.5 + job * 0.45), count),
        evidence: said(job, 'are names of jobs'),
      }
    }
    const forms = shareOf(texts, (text) => companyForms.test(text))
    const company = shareOf(texts, (text) => companyForms.test(text) || companyWords.test(text))
    const titled = shareOf(texts, (text) => /^[\p{Lu}\d]/u.test(text) && !sentenceWords.test(text.toLowerCase()))
    if (forms >= 0.25 && street < 0.3) {
      yield {
        class: 'company',
        confidence: sure(Math.min(0.92, 0.65 + forms * 0.4), count),
        evidence: said(forms, 'end like names of companies'),
      }
    } else if (company >= 0.3 && titled >= 0.7 && street < 0.3 && job < 0.5 && variety > 0.2) {
      yield {
        class: 'company',
        confidence: sure(Math.min(0.8, 0.5 + company * 0.5), count),
        evidence: said(company, 'have words that are usual in names of companies'),
      }
    }
  }

  const sentences = shareOf(
    texts,
    (text) => text.length >= 25 && text.split(/\s+/).length >= 5 && sentenceWords.test(text.toLowerCase()),
  )
  if (sentences >= 0.4 && variety > 0.1) {
    const mentions = shareOf(texts, mentionsSomebody)
    yield {
      class: 'free-text',
      confidence: sure(mentions > 0.02 ? 0.85 : 0.6, count),
      evidence: said(
        sentences,
        `are sentences${mentions > 0 ? '; some of them mention people, addresses or numbers' : ''}`,
      ),
    }
  }
}

/** Two to four words of which the first or last two stand in the lists of names; names of Han letters by their first. */
function isFullName(text: string): boolean {
  const { sets } = knownWords()
  if (/^\p{Script=Han}{2,4}$/u.test(text)) return sets.last.has(text.slice(0, 1)) || sets.last.has(text.slice(0, 2))
  if (/\d/.test(text) || text.length > 60) return false
  const words = text
    .toLowerCase()
    .replace(/^(mr|mrs|ms|dr|prof|herr|frau|m|mme)\.?\s+/, '')
    .split(/[\s,]+/)
    .filter((word) => word.length > 1)
  if (words.length < 2 || words.length > 5) return false
  const [first = '', last = ''] = [words[0], words.at(-1)]
  const is = (group: 'first' | 'last', word: string): boolean =>
    sets[group].has(word) || word.split('-').some((one) => sets[group].has(one))
  if (sets.word.has(first) && sets.word.has(last)) return false
  return (is('first', first) && (is('last', last) || !sets.word.has(last))) || (is('last', first) && is('first', last))
}

function isStreet(text: string): boolean {
  if (text.length > 90 || emailForm.test(text)) return false
  if (/^p\.?\s?o\.? box \d+/i.test(text)) return true
  const number =
    /(^\d{1,5}[a-z]?,?\s+\p{L}.*$)|(\p{L}[\p{L}.'’]*,?\s+(n[.ºo°]*\s*)?\d{1,5}\s?[a-z]?\.?([-/]\d+)?$)/iu.test(text)
  return (
    (number && (streetWords.test(text) || /^[\p{Lu}\d]/u.test(text))) || (streetWords.test(text) && /\d/.test(text))
  )
}

function mentionsSomebody(text: string): boolean {
  if (/[^\s@]+@[^\s@]+\.[a-z]{2,}/i.test(text) || /(\+|\b0)\d[\d\s()-]{7,}\d/.test(text)) return true
  const { sets } = knownWords()
  const capitals = text.match(/\p{Lu}\p{Ll}+/gu) ?? []
  return capitals.slice(1).some((word) => {
    const low = word.toLowerCase()
    return sets.first.has(low) && !sets.word.has(low)
  })
}
