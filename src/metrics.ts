/** How a call of JHE's OAuth server is named in the metrics. */
export type UpstreamCall = 'discovery' | 'token' | 'refresh' | 'userinfo' | 'introspect' | 'revoke'

/**
 * What `jhe-mcp serve` counts and measures. No person, client, id or address is ever a label; times
 * are seconds.
 */
export interface Metrics {
  /** @param era of the MCP protocol; `none` for requests that are not MCP */
  request(
    route: string,
    status: number,
    era: 'legacy' | 'modern' | 'sse' | 'none',
    time: number,
  ): void
  /** @param code `OK` or the error's */
  tool(tool: string, code: string, time: number): void
  /** How long a call waited for its turn. */
  queued(time: number): void
  queueDepth(depth: number): void
  streams(kind: 'sse' | 'listen', open: number): void
  auth(outcome: 'ok' | 'invalid_token' | 'insufficient_scope' | 'unavailable'): void
  tokenCache(hit: boolean): void
  upstream(call: UpstreamCall, outcome: 'ok' | 'refused' | 'failed', time: number): void
  state(time: number): void
  rateLimited(): void
  peerForward(outcome: 'ok' | 'gone' | 'failed'): void
  databaseLag(seconds: number): void
  databasePool(state: 'active' | 'idle' | 'waiting', connections: number): void
}

/** Counts nothing: for a process whose metrics nobody asks for. */
export const noMetrics: Metrics = {
  request: () => undefined,
  tool: () => undefined,
  queued: () => undefined,
  queueDepth: () => undefined,
  streams: () => undefined,
  auth: () => undefined,
  tokenCache: () => undefined,
  upstream: () => undefined,
  state: () => undefined,
  rateLimited: () => undefined,
  peerForward: () => undefined,
  databaseLag: () => undefined,
  databasePool: () => undefined,
}
