import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { delegatedSources } from '../../../../src/app/delegation/delegated-sources.js'
import { combined } from '../../../../src/app/grant/combine.js'
import { writtenGrantSchema, type WrittenGrant } from '../../../../src/auth/delegation/claims.js'
import { DelegationError } from '../../../../src/auth/delegation/delegation-error.js'
import { createDelegationKeys } from '../../../../src/auth/delegation/delegation-keys.js'
import { readDelegation } from '../../../../src/auth/delegation/read-delegation.js'
import { claimsOf, signDelegation } from '../../../../src/auth/delegation/sign-delegation.js'
import { verifyDelegation } from '../../../../src/auth/delegation/verify-delegation.js'
import { meet, type Grant } from '../../../../src/permissions/grant.js'
import { rejected } from '../../../support/caught.js'
import {
  at,
  badDelegations,
  checks,
  child,
  claims,
  good,
  goodChild,
  keys,
  owner,
} from '../../../support/delegation/bad-delegations.js'

describe('a token of a delegation', () => {
  it.each(badDelegations)(
    'A48: is refused as $what, and the cause is named',
    async ({ token, failure, checks: change }) => {
      const error = await rejected(verifyDelegation(token, { ...checks, ...change }))
      expect(error instanceof DelegationError ? error.failure : error).toBe(failure)
      expect(['CONFIG_INVALID', 'TOKEN_INVALID']).toContain(error.code)
      expect(error.hint).toContain('jhe-mcp delegate')
      for (const part of token.split('.').filter((p) => p.length > 5))
        expect(`${error.message} ${error.hint} ${JSON.stringify(error)}`).not.toContain(part)
    },
  )

  it('A48: knows at least thirty ways to be wrong', () => {
    expect(new Set(badDelegations.map(({ what }) => what)).size).toBeGreaterThanOrEqual(30)
  })

  it('A48: is refused with any bit of it changed', async () => {
    const bytes = Buffer.from(good)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(6), async (place, bit) => {
        const changed = Buffer.from(bytes)
        changed.writeUInt8(bytes.readUInt8(place) ^ (1 << bit), place)
        const error = await rejected(verifyDelegation(changed.toString('latin1'), checks))
        expect(error).toBeInstanceOf(DelegationError)
      }),
      { numRuns: 300 },
    )
  })

  it('says who acts for whom, and is held to what every level said', async () => {
    const { subject, delegation } = await verifyDelegation(goodChild, checks)
    expect(subject).toBe(10_002)
    expect(delegation).toEqual({
      id: 'a-child',
      chain: ['a-child', 'a-delegation'],
      actors: ['sub-agent', 'summary-agent'],
      grants: [{ study: [30_001], type: ['omh:heart-rate:2.0'] }, { patient: 40_001 }],
      endsAt: claims.exp,
    })
    expect(readDelegation(goodChild)).toEqual(child)
  })

  it('is good until its end, and after another one was revoked', async () => {
    const revoked = [{ id: 'another', until: claims.exp }]
    const now = at(7_199)
    await verifyDelegation(good, { ...checks, keys: { ...keys, revoked }, now })
  })

  it('never outlives its parent, nor 12 hours', () => {
    const request = { owner, subject: 10_002, to: 'x', grants: [], now: at(3_600), id: 'y' }
    const long = { ...request, lifetime: 999_999 }
    expect(claimsOf({ ...long, parent: claims }, keys).exp).toBe(claims.exp)
    expect(claimsOf({ ...long, grants: [{ patient: 1 }] }, keys).exp).toBe(
      at(3_600 + 43_200).getTime() / 1000,
    )
  })

  it('A41: a chain of delegations is the meet of its levels in any order, and widens nowhere', async () => {
    const option = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
    const some = <T>(values: T[]) => fc.subarray(values, { minLength: 1 })
    const levels: fc.Arbitrary<WrittenGrant> = fc
      .record({
        study: option(some([30_001, 30_002, 30_003])),
        patient: option(fc.constantFrom(40_001, 40_002)),
        type: option(some(['omh:heart-rate:2.0', 'Condition', 'Observation', 'local:mood:1.0'])),
        scope: option(
          fc.constantFrom('user/*.rs', 'user/Observation.rs user/Group.s', 'user/*.s user/Group.r'),
        ),
        tools: option(fc.constantFrom('all', 'default', 'all -search_patients')),
      })
      .map((level) => writtenGrantSchema.parse(JSON.parse(JSON.stringify(level))))
    const signer = await createDelegationKeys()
    const signing = { owner, subject: 10_002, lifetime: 7_200, now: at(0) }
    const isWithin = (narrow: Grant, wide: Grant): boolean =>
      JSON.stringify(meet(narrow, wide)) === JSON.stringify(narrow)
    await fc.assert(
      fc.asyncProperty(fc.array(levels, { minLength: 2, maxLength: 5 }), async (grants) => {
        let parent: ReturnType<typeof claimsOf> | undefined
        let before: Grant | undefined
        for (const [depth, level] of grants.entries()) {
          const name = `agent-${depth}`
          const request = { ...signing, to: 'agent', grants: [level], parent, id: name }
          const token = await signDelegation(claimsOf(request, signer), signer)
          parent = (await verifyDelegation(token, { owner, keys: signer, now: at(1) })).claims
          const grant = combined(delegatedSources(parent, 'JHE_GRANT'))
          if (before !== undefined) expect(isWithin(grant, before)).toBe(true)
          const alone = delegatedSources({ ...parent, grants: [level] }, 'JHE_GRANT')
          expect(isWithin(grant, combined(alone))).toBe(true)
          before = grant
        }
        if (parent === undefined) return
        const backwards = { ...parent, grants: grants.toReversed() }
        expect(combined(delegatedSources(backwards, 'JHE_GRANT'))).toEqual(before)
      }),
      { numRuns: 120 },
    )
  })
})
