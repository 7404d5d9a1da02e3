import type { TestProject } from 'vitest/node'

import { startCluster } from './cluster.js'

export interface ClusterInfo {
  readonly port: number
  readonly logFile: string
}

declare module 'vitest' {
  interface ProvidedContext {
    cluster: ClusterInfo
  }
}

const shared = 'JHE_TEST_CLUSTER'

/** One PostgreSQL for the whole run, whichever rings are in it; vitest calls this once per ring. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const known = process.env[shared]
  if (known !== undefined) {
    const [port = '', ...logFile] = known.split(' ')
    project.provide('cluster', { port: Number(port), logFile: logFile.join(' ') })
    return async () => {
      await Promise.resolve()
    }
  }
  const cluster = await startCluster()
  process.env[shared] = `${cluster.port} ${cluster.logFile}`
  project.provide('cluster', { port: cluster.port, logFile: cluster.logFile })
  process.once('exit', () => {
    if (process.env[shared] !== undefined) cluster.stop()
  })
  return async () => {
    Reflect.deleteProperty(process.env, shared)
    cluster.stop()
    await Promise.resolve()
  }
}
