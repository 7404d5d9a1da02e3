import { describe, expect, it } from 'vitest'

import { JheError, errorCodes, exitCodes, toJheError } from '../../src/errors.js'

describe('errors', () => {
  it('gives every code an exit code', () => {
    expect(Object.keys(exitCodes).toSorted()).toEqual([...errorCodes].toSorted())
  })

  it('T-S13: lets nothing of a foreign error out', () => {
    const body = toJheError(new Error('postgresql://ada:canary@host/db')).toBody()
    expect(JSON.stringify(body)).not.toContain('canary')
    expect(body.error.code).toBe('INTERNAL')
  })

  it('keeps its own errors as they are', () => {
    const error = new JheError('NOT_VISIBLE', 'what', 'next')
    expect(toJheError(error)).toBe(error)
    expect(error.toBody()).toEqual({
      error: { code: 'NOT_VISIBLE', message: 'what', hint: 'next' },
    })
  })
})
