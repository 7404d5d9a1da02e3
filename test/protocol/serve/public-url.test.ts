import { expect, it } from 'vitest'

import { startBin } from '../../support/processes/spawn-bin.js'

it.each([
  'https://mcp.example.org/jhe',
  'https://example.org/a/b/',
  'https://mcp.example.org?site=1',
  'https://mcp.example.org/#jhe',
])('F23, F30: is not served at %s, where no host would find its documents', async (address) => {
  const { exit, stderr } = startBin(['serve'], { JHE_PUBLIC_URL: address })
  expect(await exit).not.toBe(0)
  expect(stderr()).toContain('JHE_PUBLIC_URL (--public-url) is more than a host')
  expect(stderr()).toContain('such as https://mcp.example.org')
})
