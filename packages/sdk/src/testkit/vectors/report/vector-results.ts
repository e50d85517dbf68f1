import type { DatabaseTestType } from '../../database-test-config.ts'
import type { DatabaseTestResult } from '../../database-test-result.ts'
import type { SearchAccuracy } from '../search-accuracy.ts'
import type { SearchTest } from '../search-test.ts'
import { settingsText } from './settings-text.ts'
import type { VectorReport } from './vector-report.ts'

/** A result for each thing that was tested; sweeps, and filters that decide nothing, are part of their search. */
export function vectorResults(report: VectorReport, testType: DatabaseTestType): DatabaseTestResult[] {
  const { storage, search, changes, scaling } = report
  const result = (
    name: string,
    milliseconds: number,
    rows: number,
    problems: readonly string[],
    data: Readonly<Record<string, unknown>>,
  ): DatabaseTestResult => ({
    testName: `vectors: ${name}`,
    testType,
    status: problems.length === 0 ? 'passed' : 'failed',
    metrics: {
      executionTime: milliseconds,
      memoryUsage: null,
      rowsAffected: rows,
      queryComplexity: null,
      connectionCount: 1,
    },
    errorMessage: problems.length === 0 ? null : problems.join('; '),
    performanceData: data,
  })
  const accuracy = (name: string, one: SearchAccuracy) =>
    result(name, one.latency.p95, one.retrievedCount, one.problems, figures(one))

  return [
    ...(storage?.types ?? []).map(({ type, vectorsTested, problems, ...data }) =>
      result(`storage of ${type}`, 0, vectorsTested, problems, { type, vectorsTested, ...data }),
    ),
    ...(storage?.metadata ?? []).map(({ name, problem }) => result(name, 0, 0, problem === null ? [] : [problem], {})),
    ...(storage?.refusals ?? []).map(({ name, refused, sqlstate }) =>
      result(`refuses ${name}`, 0, 0, refused ? [] : ['The server took it'], { sqlstate }),
    ),
    ...(search
      ? [
          result(
            `search of the ${search.topK} nearest`,
            search.latency.p95,
            search.retrievedCount,
            ownProblems(search),
            {
              ...figures(search),
              filters: filtersOf(search, false).map(({ filter, selectivity, accuracy: one }) => ({
                filter,
                selectivity,
                ...figures(one),
              })),
              sweep: search.sweep?.points.map(({ value, accuracy: one }) => ({ value, ...figures(one) })) ?? null,
            },
          ),
        ]
      : []),
    ...(search ? filtersOf(search, true) : []).map(({ filter, settings, accuracy: one }) =>
      accuracy([`search where ${filter}`, settingsText(settings)].filter(Boolean).join(', '), one),
    ),
    ...(changes ?? []).map(({ step, accuracy: one }) => accuracy(`search ${step}`, one)),
    ...Object.entries(scaling ?? {}).map(([count, { problems, ...data }]) =>
      result(`scaling to ${count} rows`, data.searchTime, Number(count), problems, data),
    ),
  ]
}

/** Those of the filters are results of their own. */
function ownProblems(search: SearchTest): string[] {
  const ofFilters = filtersOf(search, true).reduce((sum, { accuracy }) => sum + accuracy.problems.length, 0)
  return search.problems.slice(0, search.problems.length - ofFilters)
}

function filtersOf({ filters }: SearchTest, deciding: boolean): SearchTest['filters'] {
  return filters.filter(({ decides }) => decides === deciding)
}

function figures(one: SearchAccuracy): Readonly<Record<string, unknown>> {
  const { recallAtK, recallInterval, precisionAtK, precisionInterval, ndcg, meanReciprocalRank, shortRate } = one
  const { settings, topK, metric, queries, latency, indexes, indexRate } = one
  const diagnoses = one.diagnoses.map(({ name }) => name)
  const shares = { recallAtK, recallInterval, precisionAtK, precisionInterval, ndcg, meanReciprocalRank, shortRate }
  return { topK, metric, settings, queries, ...shares, latency, indexes, indexRate, diagnoses }
}
