import type { MaskingType } from '../masking-schema.ts'
import { codeClues } from './clues/code-clues.ts'
import { nationalClues } from './clues/national-clues.ts'
import { numberClues } from './clues/number-clues.ts'
import { phraseClues } from './clues/phrase-clues.ts'
import { shapeClues } from './clues/shape-clues.ts'
import { wordClues } from './clues/word-clues.ts'
import type { Clue } from './finding.ts'
import { type ColumnValues, saidShare, shareOf } from './values/column-values.ts'

/** What the values of a scalar say. */
export function valueClues(type: MaskingType, values: ColumnValues): readonly Clue[] {
  if (type.kind !== 'scalar' || values.texts.length === 0) return []
  switch (type.form) {
    case 'text':
    case 'enum':
    case 'other':
      return [
        ...shapeClues(values),
        ...nationalClues(values),
        ...wordClues(values),
        ...phraseClues(values),
        ...codeClues(values),
        ...numberClues(values),
      ]
    case 'integer':
    case 'decimal':
      return [
        ...[...shapeClues(values)].filter(({ class: name }) => name !== 'phone'),
        ...nationalClues(values),
        ...numberClues(values),
      ]
    case 'float':
    case 'date':
    case 'timestamp':
    case 'instant':
      return [...numberClues(values)]
    case 'bytes':
      return [...fileClues(values)]
    case 'boolean':
    case 'time':
    case 'interval':
    case 'uuid':
    case 'json':
    case 'inet':
    case 'mac':
    case 'point':
    case 'bits':
    case 'xml':
    case 'tsvector':
      return []
  }
}

/** What a type says whatever stands in it. */
export function typeClues(type: MaskingType): readonly Clue[] {
  if (type.kind === 'list') return typeClues(type.element)
  if (type.kind !== 'scalar') return []
  switch (type.form) {
    case 'inet':
      return [{ class: 'ip', confidence: 0.9, evidence: 'its type holds IP addresses' }]
    case 'mac':
      return [{ class: 'mac', confidence: 0.92, evidence: 'its type holds MAC addresses' }]
    case 'point':
      return [{ class: 'geo', confidence: 0.5, evidence: 'its type holds points' }]
    case 'bytes':
      return [{ class: 'file', confidence: 0.4, evidence: 'its type holds bytes of any content' }]
    case 'xml':
      return [{ class: 'document', confidence: 0.5, evidence: 'its type holds documents of any content' }]
    case 'tsvector':
      return [{ class: 'search-text', confidence: 0.5, evidence: 'its type holds the words of other texts' }]
    case 'json':
    case 'text':
    case 'integer':
    case 'decimal':
    case 'float':
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'instant':
    case 'interval':
    case 'uuid':
    case 'bits':
    case 'enum':
    case 'other':
      return []
  }
}

const pictures = /^\\x(ffd8ff|89504e47|47494638|52494646|424d|25504446|504b0304|000000..66747970)/i

function* fileClues({ texts }: ColumnValues): Generator<Clue> {
  const share = shareOf(texts, (text) => pictures.test(text))
  if (share > 0) {
    yield {
      class: 'file',
      confidence: 0.85,
      evidence: `${saidShare(share, texts.length)} begin as pictures and documents do`,
    }
  }
}
