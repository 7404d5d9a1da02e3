import { describe, expect, it } from 'vitest'

import { createLog } from '../../src/log.js'

const written = (level: 'error' | 'warn' | 'info' | 'debug') => {
  const lines: string[] = []
  return { lines, log: createLog(level, (line) => lines.push(line)) }
}

describe('createLog', () => {
  it('says only what its level lets through', () => {
    const { lines, log } = written('warn')
    log.error('one')
    log.warn('two')
    log.info('three')
    log.debug('four')
    expect(lines).toEqual(['jhe-mcp error: one', 'jhe-mcp warn: two'])
  })

  it('T-X1: hides the value of every field that may hold a secret', () => {
    const { lines, log } = written('debug')
    const secrets = { access_token: 'canary', password: 'canary', code: 'canary', dsn: 'canary' }
    log.debug('facts', { ...secrets, code_verifier: 'canary', rows: 3 })
    expect(lines.join('\n')).not.toContain('canary')
    expect(lines[0]).toContain('rows=3')
  })

  it('T-D7: shows where a failure came from, but never its message', () => {
    const { lines, log } = written('debug')
    const cause = Object.assign(new Error('canary-dsn'), { code: '28P01', detail: 'canary-row' })
    log.failure(new TypeError('canary-value', { cause }))
    log.failure('canary-thrown')
    const text = lines.join('\n')
    expect(text).not.toContain('canary')
    expect(text).toContain('kind="TypeError"')
    expect(text).toContain('error_code="28P01"')
    expect(text).toContain('log.test')
  })
})
