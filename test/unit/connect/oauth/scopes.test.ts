import { describe, expect, it } from 'vitest'

import { wantedScopes } from '../../../../src/connect/oauth/scopes.js'

const plain = { scopes: undefined, offersOfflineAccess: false }

describe('the scopes that are asked for', () => {
  it('are those of the challenge, before those of the metadata', () => {
    const discovery = { ...plain, scopes: ['a', 'b', 'c'] }
    expect(wantedScopes(discovery, { scope: 'b  x' }, [])).toEqual(['b', 'x'])
    expect(wantedScopes(discovery, {}, [])).toEqual(['a', 'b', 'c'])
    expect(wantedScopes(plain, {}, [])).toEqual([])
  })

  it('of a step up are those of before and those of the challenge, each once', () => {
    const challenge = { error: 'insufficient_scope', scope: 'write read' }
    expect(wantedScopes(plain, challenge, ['read', 'list'])).toEqual(['read', 'list', 'write'])
  })

  it('hold offline_access where the issuer offers it and any are asked for', () => {
    const offering = { ...plain, offersOfflineAccess: true }
    expect(wantedScopes(offering, { scope: 'read' }, [])).toEqual(['read', 'offline_access'])
    expect(wantedScopes(offering, { scope: 'offline_access' }, [])).toEqual(['offline_access'])
    expect(wantedScopes(offering, {}, [])).toEqual([])
  })

  it('hold nothing that is no scope', () => {
    expect(wantedScopes(plain, { scope: 'a "b" c\\d é e' }, [])).toEqual(['a', 'e'])
  })
})
