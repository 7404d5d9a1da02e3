import { describe, expect, it } from 'vitest'

import { createContext } from '../../../src/doctor/context.js'
import { createRedact } from '../../../src/doctor/redact.js'
import { testRuntime } from '../../support/worlds/test-runtime.js'

const env = {
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_DB_CONN: 'postgresql://reader:canary-password@db.example.org/jhe',
  JHE_PUBLIC_URL: 'https://mcp.example.org',
  JHE_STATE_CONN: 'postgresql://state:canary-state@state.example.org/state',
  JHE_CLIENT_SECRET: 'canary-secret',
  JHE_SERVE_KEYS: 'canary-key-1,canary-key-2',
  JHE_PEER_URL: 'http://peer.example.org:8002',
}

const redactIn = (verbose: boolean, remoteHost?: string, blank = '') => {
  const given = Object.entries(env).map(([name, value]): [string, string] => [
    name,
    `${value}${blank}`,
  ])
  const runtime = testRuntime('/home/of-somebody', Object.fromEntries(given))
  return createRedact(createContext(runtime, { flags: {}, offline: true }), verbose, remoteHost)
}

describe('the redaction of a report', () => {
  it('hides each host under a name of its own, also beside a database called jhe', () => {
    const redact = redactIn(false)
    expect(redact('https://jhe.example.org is silent')).toBe('https://<jhe> is silent')
    expect(redact('database jhe')).toBe('database <database>')
    expect(redact('https://mcp.example.org/mcp')).toBe('https://<public>/mcp')
    expect(redact('state.example.org')).toBe('<state>')
    expect(redact('peer.example.org:8002')).toBe('<peer>')
  })

  it('hides the host of a server elsewhere, with and without its port', () => {
    const redact = redactIn(false, 'far.example.org:8443')
    expect(redact('https://far.example.org:8443/mcp')).toBe('https://<server>/mcp')
    expect(redact('far.example.org')).toBe('<server>')
    expect(redactIn(true, 'far.example.org')('far.example.org')).toBe('far.example.org')
  })

  it.each([false, true])('hides every secret of serve (verbose: %s)', (verbose) => {
    const redact = redactIn(verbose)
    for (const word of ['password', 'state', 'secret', 'key-1', 'key-2'])
      expect(redact(`it holds canary-${word}`)).toBe('it holds [secret]')
  })

  it('hides them all the same where a line end hangs on each variable', () => {
    const redact = redactIn(false, undefined, '\r')
    expect(redact('canary-secret of https://jhe.example.org')).toBe('[secret] of https://<jhe>')
  })

  it('leaves the form of an address whole that advice shows', () => {
    const redact = redactIn(false)
    const form = 'postgresql://user:password@host:5432/database'
    expect(redact(form)).toBe(form)
    expect(redact('postgresql://user:password@db.example.org/x')).toContain('[secret]@')
  })
})
