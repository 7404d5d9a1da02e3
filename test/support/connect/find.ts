import { test } from 'vitest'

import { discover } from '../../../src/connect/oauth/discovery/discover.js'
import type { Discovery, Pin } from '../../../src/connect/oauth/oauth.js'
import { contextOf } from './contexts.js'
import { issuerDocument, issuerPath, resourceDocument, resourcePath } from './documents.js'
import { startHandMade, type HandMade, type Pages } from './pages.js'

/** `it` of tests with servers made by hand; those that `start` starts are closed after the test. */
export const it = test.extend('start', ({}, { onCleanup }) => {
  const started: HandMade[] = []
  onCleanup(async () => {
    for (const server of started) await server.close()
  })
  return async (pages: (origin: string) => Pages): Promise<HandMade> => {
    const server = await startHandMade(pages)
    started.push(server)
    return server
  }
})

export interface FindOptions {
  /** Of the server's address; `/mcp` unless given. */
  readonly path?: string
  /** `resource_metadata` of the challenge. */
  readonly metadata?: string
  readonly pin?: Pin
}

/** What is found out about a server. */
export const find = async (
  { url }: HandMade,
  { path = '/mcp', metadata, pin }: FindOptions = {},
): Promise<Discovery> =>
  await discover(
    contextOf(`${url}${path}`),
    metadata === undefined ? {} : { resourceMetadata: metadata },
    pin,
  )

/** Pages of a server that is its own issuer, with changes. */
export const serverWith =
  (change: (origin: string) => Pages) =>
  (origin: string): Pages => ({
    [`${resourcePath}/mcp`]: resourceDocument(`${origin}/mcp`, origin),
    [issuerPath]: issuerDocument(origin),
    ...change(origin),
  })
