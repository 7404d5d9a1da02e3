import { join } from 'node:path'

import type { Metrics } from '../../metrics.js'
import type { ServeKeys, StateStore } from '../../state/store.js'
import { withFiles } from '../with-files.js'
import type { ServeContext } from './serve-context.js'

/** The state of the served half, and the keys that seal it. */
export interface OpenState {
  readonly state: StateStore
  readonly keys: ServeKeys
}

type StateMetrics = Pick<Metrics, 'state'>

const openShared = async (
  { serve, runtime }: ServeContext,
  url: string,
  metrics: StateMetrics | undefined,
): Promise<OpenState> => {
  const [{ readStateTarget }, { openPostgresState }, { createServeKeys }] = await Promise.all([
    import('../../state/postgres/read-state-target.js'),
    import('../../state/postgres.js'),
    import('../../state/serve-keys.js'),
  ])
  const target = await withFiles((readFile) => readStateTarget(url, readFile, runtime))
  const keys = createServeKeys(serve.serveKeys ?? [])
  const { version, now } = runtime
  return {
    keys,
    state: openPostgresState({ target, keys, version, now, ...(metrics && { metrics }) }),
  }
}

const openOwn = async (
  { config, serve, runtime, log }: ServeContext,
  metrics: StateMetrics | undefined,
): Promise<OpenState> => {
  const [{ openEmbeddedState }, { embeddedKeys }, { createServeKeys }] = await Promise.all([
    import('../../state/embedded.js'),
    import('../../state/embedded/embedded-keys.js'),
    import('../../state/serve-keys.js'),
  ])
  const folder = join(config.tokenDir, 'serve')
  const { machine, now } = runtime
  const files = {
    machine,
    warn: (sentence: string) => {
      log.warn(sentence)
    },
  }
  const keys =
    serve.serveKeys === undefined
      ? await embeddedKeys(folder, files)
      : createServeKeys(serve.serveKeys)
  return {
    keys,
    state: await openEmbeddedState({ ...files, folder, keys, now, ...(metrics && { metrics }) }),
  }
}

/**
 * The state at `JHE_STATE_CONN`, else one of this process alone in `<JHE_TOKEN_DIR>/serve`.
 * @throws JheError CONFIG_INVALID for a wrong setting, or where another process has the folder
 */
export async function openState(context: ServeContext, metrics?: StateMetrics): Promise<OpenState> {
  const { stateConn } = context.serve
  return stateConn === undefined
    ? await openOwn(context, metrics)
    : await openShared(context, stateConn, metrics)
}
