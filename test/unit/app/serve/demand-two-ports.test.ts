import { describe, expect, it } from 'vitest'

import { demandTwoPorts } from '../../../../src/app/serve/demand-two-ports.js'
import { loadServeConfig } from '../../../../src/serve-config.js'
import { caught } from '../../../support/caught.js'

const look = (listen: string, internalListen: string | undefined): void => {
  demandTwoPorts(loadServeConfig({ flags: { listen, internalListen }, env: {}, home: '/' }))
}

describe('the ports for people and for metrics', () => {
  it.each([
    ['127.0.0.1:8001', '127.0.0.1:8001'],
    [':8001', '127.0.0.1:8001'],
    ['127.0.0.1:8001', ':8001'],
  ])('may not be %s and %s', (listen, internalListen) => {
    expect(
      caught(() => {
        look(listen, internalListen)
      }),
    ).toMatchObject({
      code: 'CONFIG_INVALID',
      message:
        'JHE_LISTEN (--listen) and JHE_INTERNAL_LISTEN (--internal-listen) name the same port.',
    })
  })

  it.each([
    ['127.0.0.1:0', '127.0.0.1:0'],
    ['10.0.0.5:8001', '127.0.0.1:8001'],
    [':8001', ':8002'],
    [':8001', undefined],
  ])('may be %s and %s', (listen, internalListen) => {
    expect(() => {
      look(listen, internalListen)
    }).not.toThrow()
  })
})
