import { describe, expect, it } from 'vitest'

import { deployCommand, type DeployFlags } from '../../../src/cli/deploy.js'
import { caught } from '../../support/caught.js'

const printed = (kind: string, flags: Partial<DeployFlags>): string => {
  let text = ''
  const stdout = {
    columns: undefined,
    write: (part: string) => {
      text += part
      return true
    },
  }
  deployCommand({ stdout, version: '1.2.3' }, kind, { replicas: '2', ...flags })
  return text
}

describe('jhe-mcp deploy', () => {
  it.each([
    ['nginx', 'listen 8443 ssl http2;'],
    ['nginx', 'listen [::]:8443 ssl http2;'],
    ['haproxy', 'bind :8443 ssl '],
    ['caddy', 'mcp.example.org:8443 {'],
    ['compose', 'ports: ["8443:8443"]'],
  ])('%s listens on the port of the public address: %s', (kind, line) => {
    const text = printed(kind, { publicUrl: 'https://mcp.example.org:8443' })
    expect(text).toContain(line)
    expect(text).not.toMatch(/(listen|bind|ports:).*\b443\b/)
  })

  it.each([
    'http://mcp.example.org',
    'https://mcp.example.org/base',
    'https://mcp.example.org?x=1',
    'https://user@mcp.example.org',
    'https://mcp.example.org;listen',
    "https://mcp.exa'mple.org",
    'mcp.example.org',
  ])('refuses --public-url %s', (publicUrl) => {
    expect(caught(() => printed('nginx', { publicUrl }))).toMatchObject({
      code: 'INPUT_INVALID',
      message: '--public-url is not an https:// address without a path.',
    })
  })

  it.each(['10.0.0.1', '10.0.0.1:99999', '10.0.0.1:0', 'a;b:80'])(
    'refuses --addresses %s',
    (address) => {
      expect(caught(() => printed('haproxy', { addresses: [address] }))).toMatchObject({
        code: 'INPUT_INVALID',
        message: '--addresses holds something that is not host:port.',
      })
    },
  )
})
