import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { root } from '../support/source-files.js'

type Judge = (reply: string) => { readonly passes: boolean; readonly says: string }
const scriptSchema = z.object({
  verdictOn: z.custom<Judge>((value) => typeof value === 'function'),
})
const { verdictOn } = scriptSchema.parse(
  await import(pathToFileURL(join(root, '.ci', 'audit.js')).href),
)

const counted = (total: number, looked: number, vulnerabilities: object = {}): string => {
  const metadata = { vulnerabilities: { total }, dependencies: { total: looked } }
  return JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata })
}

const failed = (reason: string, statusCode?: number): string =>
  JSON.stringify({ message: `request failed: ${reason}`, statusCode })

describe('a reply of npm audit', () => {
  it.each([
    ['counts that are all zero', counted(0, 326), true, 'no known vulnerabilities in 326'],
    ['a tree in which nothing was looked at', counted(0, 0), false, 'can be judged'],
    ['a registry without audits', failed('404 Not Found', 404), true, 'not checked: request'],
    ['a registry that has not built them', failed('501', 501), true, 'not checked'],
    ['no way to the registry', failed('connect ECONNREFUSED 127.0.0.1:1'), true, 'not checked'],
    ['a name that is not known', failed('getaddrinfo EAI_AGAIN r.invalid'), true, 'not checked'],
    ['a registry that stumbles', failed('500', 500), false, 'can be judged: request failed: 500'],
    ['a certificate of nobody', failed('self-signed certificate'), false, 'can be judged'],
    ['an npm that crashed', '', false, 'can be judged: ""'],
    ['what is not JSON', 'npm error', false, 'can be judged: "npm error"'],
    ['another form', '{"metadata":null}', false, 'can be judged'],
  ])('%s', (_what, reply, passes, says) => {
    const verdict = verdictOn(reply)
    expect(verdict.passes).toBe(passes)
    expect(verdict.says).toContain(says)
  })

  it('names what was found, and through what', () => {
    const via = [{ title: 'It pads', url: 'https://example.org/1' }]
    const padder = { name: 'padder', severity: 'high', range: '<2', via }
    const user = { name: 'user', severity: 'high', range: '*', via: ['padder'] }
    expect(verdictOn(counted(2, 3, { padder, user }))).toEqual({
      passes: false,
      says: [
        'npm audit: vulnerable packages: 2',
        '  high: padder <2: It pads https://example.org/1',
        '  high: user *: through padder',
      ].join('\n'),
    })
  })
})
