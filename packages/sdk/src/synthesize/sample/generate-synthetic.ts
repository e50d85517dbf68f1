import {
  dataOfPlan,
  type EncodedOutput,
  type GeneratedBytes,
  type GeneratedRows,
  type RowsOutput,
} from '../../generate/generate-data.ts'
import { parsePatterns } from '../parse-patterns.ts'
import { planSynthesis, type SynthesisOptions } from './plan-synthesis.ts'

/** Same patterns, same seed, same options: the same rows, byte for byte, wherever and in however many parts they are made. */
export function generateSynthetic(patterns: unknown, options: SynthesisOptions & EncodedOutput): GeneratedBytes
export function generateSynthetic(patterns: unknown, options?: SynthesisOptions & RowsOutput): GeneratedRows
export function generateSynthetic(
  patterns: unknown,
  options: SynthesisOptions & (RowsOutput | EncodedOutput) = {},
): GeneratedRows | GeneratedBytes {
  return dataOfPlan(planSynthesis(parsePatterns(patterns), options), options)
}
