import type { TestMetadata } from '../../context/data-context.ts'
import type { DataNeed, DataNeeds } from '../../context/data-need.ts'
import { eventEmitter } from '../../context/event-emitter.ts'
import { LazyDataSet } from '../../context/lazy-data-set.ts'
import type { ParsedTestConfig } from '../../context/parse-test-config.ts'
import { setupError } from '../../context/setup-error.ts'
import { TestDataScope } from '../../context/test-data-scope.ts'
import type { TestMode } from '../../context/test-mode.ts'
import { unlessAborted } from '../../context/unless-aborted.ts'
import { teamServerOf } from '../../team-server/team-server.ts'
import type { TestEntities } from '../entity.ts'
import type { RequestOptions } from '../production-options.ts'
import type { TestScenarios } from '../scenario.ts'
import { checkedPrefix, newTestId } from '../test-id.ts'
import type { VerifyAnswer } from '../wire.ts'
import { creatorOf } from './creator-of.ts'
import { endContext } from './end-context.ts'
import { endpointOf } from './endpoint.ts'
import { OpenProductionContext, type ProductionContextParts } from './open-production-context.ts'
import type { SharedByContexts } from './shared-by-contexts.ts'

export interface SetUpOptions<Needs extends DataNeeds, Entities extends TestEntities, Scenarios extends TestScenarios> {
  readonly mode: TestMode
  readonly config: ParsedTestConfig<Needs>
  readonly requests: RequestOptions
  /** Ends the setup. */
  readonly signal: AbortSignal
  readonly shared: SharedByContexts
  readonly ended: ProductionContextParts<Needs, Entities, Scenarios>['ended']
}

/** Sets a context up in production; where that fails, takes back what it had begun, and throws. */
export async function setUpContext<
  Needs extends DataNeeds,
  Entities extends TestEntities,
  Scenarios extends TestScenarios,
>({
  mode,
  config,
  requests,
  signal,
  shared,
  ended,
}: SetUpOptions<Needs, Entities, Scenarios>): Promise<OpenProductionContext<Needs, Entities, Scenarios>> {
  const started = performance.now()
  const { production, runId, seed } = config
  const { baseUrl, basePath } = endpointOf(production.baseUrl, production.basePath)
  const target = `${baseUrl}${basePath}`
  const testId = newTestId(checkedPrefix(production.prefix))
  const emit = eventEmitter({ mode, runId, testId }, config.onEvent)
  const data = shared.data(config, requests, { testId }, emit)
  const ends: (() => Promise<void>)[] = []
  const dataSet = new LazyDataSet<Needs>({
    needs: config.scope === TestDataScope.EPHEMERAL ? config.data : ofRun(config, shared),
    emit,
    target: () => ({
      mode: 'production',
      test: { id: testId, name: config.name, worker: config.worker },
      teamServer: () => teamServerOf(config.server),
      // What lives as long as the run is not over with one of its contexts.
      onEnd: (end) => void (config.scope === TestDataScope.EPHEMERAL ? ends : shared.ends).push(end),
      production: creatorOf(() => data, config.signal),
      seed,
      signal: config.signal,
    }),
  })
  emit({ type: 'setup-started' })
  if (requests.sweep) shared.sweep(config, requests.fetch, emit)
  try {
    const answer = await data.open(signal)
    await unlessAborted(dataSet.load(...config.required), signal)
    const metadata = metadataOf(mode, testId, config, answer, started)
    emit({ type: 'setup-finished', milliseconds: metadata.timings.setup })
    const creator = creatorOf<Entities, Scenarios>(() => data, config.signal)
    return new OpenProductionContext({ config, metadata, target, data, dataSet, ends, creator, emit, ended })
  } catch (thrown) {
    const stopLoading = () => dataSet.end()
    const { cleanupTimeout: timeout } = config
    const webhook = production.alertWebhook
    const taken = await endContext({ data, runId, timeout, emit, target, webhook, stopLoading, ends }, false)
    const error = setupError(thrown, taken)
    emit({ type: 'setup-failed', milliseconds: performance.now() - started, code: error.code, message: error.message })
    throw error
  }
}

function metadataOf(
  mode: TestMode,
  testId: string,
  config: Pick<ParsedTestConfig, 'runId' | 'scope' | 'policy' | 'seed' | 'name' | 'worker'>,
  { prefix, flag, expiresAt }: VerifyAnswer,
  started: number,
): TestMetadata {
  const { runId, scope, policy, seed, name, worker } = config
  const setup = performance.now() - started
  return {
    runId,
    testId,
    mode,
    scope,
    policy,
    seed,
    name,
    worker,
    markers: Object.freeze({ prefix, flag }),
    startedAt: new Date(Date.now() - setup).toISOString(),
    expiresAt,
    timings: Object.freeze({ setup }),
  }
}

/** What lives as long as the run is loaded once for it, whichever of its contexts asks first. */
function ofRun<Needs extends DataNeeds>({ data, runId }: ParsedTestConfig<Needs>, shared: SharedByContexts): Needs {
  const once = (need: DataNeed): DataNeed => ({
    kind: need.kind,
    recipe: need.recipe,
    load: (target) => shared.once(runId, need, target),
    ...(need.inspect && { inspect: need.inspect.bind(need) }),
  })
  return sameNames<Needs>(Object.fromEntries(Object.entries(data).map(([name, need]) => [name, once(need)])))
}

/** Under each name stands what loads the same as before, which a map by name cannot tell the compiler. */
function sameNames<Needs extends DataNeeds>(needs: DataNeeds): Needs {
  return needs as Needs
}
