import { describe, expect, it } from 'vitest'

import { createPrometheus } from '../../../src/http/prometheus.js'
import type { Metrics } from '../../../src/metrics.js'

/** One use of every method. */
const uses: { readonly [Name in keyof Metrics]: (metrics: Metrics) => void } = {
  request: (metrics) => {
    metrics.request('/mcp', 200, 'modern', 0.02)
  },
  tool: (metrics) => {
    metrics.tool('list_studies', 'OK', 0.01)
  },
  queued: (metrics) => {
    metrics.queued(0.3)
  },
  queueDepth: (metrics) => {
    metrics.queueDepth(7)
  },
  streams: (metrics) => {
    metrics.streams('sse', 3)
  },
  auth: (metrics) => {
    metrics.auth('invalid_token')
  },
  tokenCache: (metrics) => {
    metrics.tokenCache(true)
  },
  upstream: (metrics) => {
    metrics.upstream('refresh', 'refused', 0.4)
  },
  state: (metrics) => {
    metrics.state(0.002)
  },
  rateLimited: (metrics) => {
    metrics.rateLimited()
  },
  peerForward: (metrics) => {
    metrics.peerForward('gone')
  },
  databaseLag: (metrics) => {
    metrics.databaseLag(1.5)
  },
  databasePool: (metrics) => {
    metrics.databasePool('waiting', 2)
  },
}

const shown: { readonly [Name in keyof Metrics]: string } = {
  request: 'jhe_mcp_requests_total{route="/mcp",status="200",era="modern"} 1',
  tool: 'jhe_mcp_tool_seconds_count{tool="list_studies",code="OK"} 1',
  queued: 'jhe_mcp_queue_seconds_sum 0.3',
  queueDepth: 'jhe_mcp_queue_depth 7',
  streams: 'jhe_mcp_streams{kind="sse"} 3',
  auth: 'jhe_mcp_auth_total{outcome="invalid_token"} 1',
  tokenCache: 'jhe_mcp_token_cache_total{hit="true"} 1',
  upstream: 'jhe_mcp_upstream_seconds_count{call="refresh",outcome="refused"} 1',
  state: 'jhe_mcp_state_seconds_count 1',
  rateLimited: 'jhe_mcp_rate_limited_total 1',
  peerForward: 'jhe_mcp_peer_forward_total{outcome="gone"} 1',
  databaseLag: 'jhe_mcp_db_lag_seconds 1.5',
  databasePool: 'jhe_mcp_db_pool{state="waiting"} 2',
}

describe('metrics for Prometheus', () => {
  it('show all that is counted and measured', async () => {
    const prometheus = createPrometheus({ version: '0.1.0' })
    const { metrics, contentType } = prometheus
    for (const use of Object.values(uses)) use(metrics)
    const lines = (await prometheus.text()).split('\n')
    for (const line of Object.values(shown)) expect(lines).toContain(line)
    expect(lines).toContain('jhe_mcp_build_info{version="0.1.0"} 1')
    expect(lines).toContain('jhe_mcp_request_seconds_count{route="/mcp"} 1')
    expect(contentType).toContain('text/plain; version=0.0.4')
  })

  it('have no label that could hold a person, a client or an id', async () => {
    const prometheus = createPrometheus({ version: '0.1.0' })
    const { metrics } = prometheus
    const secret = 'zz-maria-40001'
    metrics.request(`/consent/${secret}`, 200, 'none', 0.1)
    metrics.request(`/${secret}`, 404, 'none', 0.1)
    metrics.request(secret, Number.NaN, 'none', 0.1)
    metrics.request('/oauth/callback', 302, 'none', 0.1)
    metrics.tool(secret, secret, 0.1)
    const told = await prometheus.text()
    expect(told).not.toContain(secret)
    expect(told).toContain('route="/consent",status="200"')
    expect(told).toContain('route="/oauth",status="302"')
    expect(told).toContain('route="other",status="404"')
    expect(told).toContain('route="other",status="other"')
    expect(told).toContain('tool="other",code="other"')
  })

  it('ask for the living grants when they are read, and leave them out where that fails', async () => {
    let grants: number | undefined = 12
    const prometheus = createPrometheus({
      version: '0.1.0',
      grantsLive: async () => {
        if (grants === undefined) throw new Error('the state is down')
        return await Promise.resolve(grants)
      },
    })
    expect(await prometheus.text()).toContain('\njhe_mcp_grants_live 12\n')
    grants = undefined
    expect(await prometheus.text()).not.toContain('\njhe_mcp_grants_live ')
    grants = 13
    expect(await prometheus.text()).toContain('\njhe_mcp_grants_live 13\n')
  })

  it('of two processes in one are apart', async () => {
    const [one, other] = [1, 2].map(() => createPrometheus({ version: '0.1.0' }))
    one?.metrics.rateLimited()
    expect(await other?.text()).toContain('jhe_mcp_rate_limited_total 0')
  })
})
