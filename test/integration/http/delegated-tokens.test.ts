import { generateKeyPair, importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { getJson, postForm, refresh, type Answer } from '../../support/broker/oauth-client.js'
import { badExchanges, grantType, tokenType } from '../../support/serve/bad-exchanges.js'
import {
  duringAt,
  exchangeAt,
  failed,
  narrowedAt,
  payloadOf,
  type Form,
  type Holder,
} from '../../support/serve/exchange.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { httpClientKinds, type Client, type HttpClientKind } from '../../support/serve/clients.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { openWholeServer, type WholeServer } from '../../support/serve/whole-server.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const { coordinator, member } = people

let database: TestDatabase
let world: WholeServer

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  world = await openWholeServer({
    databaseUrl: database.url,
    people: [coordinator, member].map(({ userId }) => ({ subject: userId })),
    answersAt: new Date('2026-03-01T12:00:00Z'),
  })
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

const exchange = async (holder: Holder, form: Form): Promise<Answer> =>
  await exchangeAt(world, holder, form)

const narrowed = async (holder: Holder, form: Form): Promise<Holder> =>
  await narrowedAt(world, holder, form)

const isGood = async ({ access }: Holder): Promise<boolean> =>
  (await world.broker.authenticate(`Bearer ${access}`, AbortSignal.timeout(20_000))).ok

const during = async (
  kind: HttpClientKind,
  holder: Holder,
  use: (client: Client) => Promise<void>,
): Promise<void> => {
  await duringAt(world, { kind, holder }, use)
}

const ofStudy = { study: String(studies.pressure) }
const ofType = {
  scope: 'jhe:read user/*.s user/Group.r user/Observation.r?code=omh:heart-rate:2.0',
}

describe('a token exchange', () => {
  it('is listed in the metadata', async () => {
    const { body } = await getJson(`${world.publicUrl}/.well-known/oauth-authorization-server`)
    expect(body['grant_types_supported']).toContain(grantType)
  })

  it('gives a narrower and shorter token with who acts, which is audited', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const answer = await exchange(holder, {
      ...ofStudy,
      ...ofType,
      expires_in: '600',
      resource: `${world.publicUrl}/mcp`,
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.body).toMatchObject({
      issued_token_type: tokenType,
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'user/*.s user/Group.r user/Observation.r?code=omh:heart-rate:2.0',
    })
    expect(answer.body).not.toHaveProperty('refresh_token')
    const child = { ...holder, access: String(answer.body['access_token']) }
    const parent = payloadOf(holder)
    const said = payloadOf(child)
    expect(said).toMatchObject({
      sub: parent['sub'],
      gid: parent['gid'],
      aud: parent['aud'],
      act: { sub: holder.clientId },
    })
    const line = world.lines.findLast(({ event }) => event === 'delegate')
    expect(line).toMatchObject({
      code: 'OK',
      subject: coordinator.userId,
      delegation: said['jti'],
      act: [holder.clientId],
    })
    expect(JSON.stringify(world.lines)).not.toContain(child.access.split('.')[2])
    expect(world.log.join('\n')).not.toContain(child.access.split('.')[2])
  })

  it.each(httpClientKinds)('A40: holds every call of a client of %s', async (kind) => {
    const holder = await signInServed(world, coordinator.userId)
    const child = await narrowed(holder, { ...ofStudy, ...ofType })
    await during(kind, child, async (client) => {
      const listed = await client.call('list_studies')
      expect(listed).toContain(String(studies.pressure))
      expect(listed).not.toContain(String(studies.devices))
      for (const study_id of [studies.devices, studies.missing])
        expect(await failed(client.call('get_study_metadata', { study_id }))).toContain(
          'NOT_VISIBLE',
        )
      const asked = { patient_id: patients.ana, data_type: 'blood-pressure' }
      expect(await failed(client.call('get_patient_observations', asked))).toContain('NOT_VISIBLE')
      expect(await failed(client.call('get_patient_demographics', asked))).not.toContain('Ana')
    })
    const line = world.lines.findLast(({ name }) => name === 'list_studies')
    expect(line).toMatchObject({
      subject: coordinator.userId,
      delegation: payloadOf(child)['jti'],
      act: [holder.clientId],
      studies: [studies.pressure],
    })
    expect(line?.held_to).toMatch(/^[\w-]{43}$/)
    await during(kind, holder, async (client) => {
      expect(await client.call('list_studies')).toContain(String(studies.devices))
    })
  })

  it('A41: of a narrower token only narrows further, and never lasts longer', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const child = await narrowed(holder, { ...ofStudy, expires_in: '900' })
    const grandchild = await narrowed(child, {
      study: `${studies.pressure},${studies.devices}`,
      expires_in: '43200',
    })
    const said = payloadOf(grandchild)
    expect(said['exp']).toBe(payloadOf(child)['exp'])
    expect(said).toMatchObject({
      act: { sub: holder.clientId, act: { sub: holder.clientId } },
      parents: [payloadOf(child)['jti']],
    })
    await during('v2 modern', grandchild, async (client) => {
      expect(await client.call('list_studies')).not.toContain(String(studies.devices))
    })
    const disjoint = await narrowed(child, { study: String(studies.devices) })
    await during('v2 modern', disjoint, async (client) => {
      expect(await client.call('list_studies')).not.toMatch(/3000\d/)
    })
  })

  it('names another program of the same person as the one that acts', async () => {
    const other = { client_name: 'Other', redirect_uris: ['http://127.0.0.1/callback'] }
    const holder = await signInServed(world, coordinator.userId)
    const agent = await signInServed(world, coordinator.userId, {}, other)
    expect(agent.clientId).not.toBe(holder.clientId)
    const actor = { actor_token: agent.access, actor_token_type: tokenType }
    const child = await narrowed(holder, { ...ofStudy, ...actor })
    expect(payloadOf(child)['act']).toEqual({ sub: agent.clientId })
    const byAgent = await narrowed(
      { ...holder, clientId: agent.clientId },
      { ...ofStudy, ...actor },
    )
    expect(await isGood(byAgent)).toBe(true)
    const stranger = await signInServed(world, member.userId)
    const theirs = { actor_token: stranger.access, actor_token_type: tokenType }
    expect((await exchange(holder, { ...ofStudy, ...theirs })).body['error']).toBe(
      'invalid_request',
    )
    const foreign = { ...holder, clientId: agent.clientId }
    expect((await exchange(foreign, ofStudy)).body['error']).toBe('invalid_client')
  })

  it('A48: ends with its grant, alone, and with what it was made from', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const child = await narrowed(holder, ofStudy)
    const grandchild = await narrowed(child, ofType)
    const sibling = await narrowed(holder, ofStudy)
    const revoke = async ({ access, clientId }: Holder) =>
      await postForm(`${world.publicUrl}/revoke`, { token: access, client_id: clientId })
    await revoke(child)
    expect([await isGood(child), await isGood(grandchild)]).toEqual([false, false])
    expect([await isGood(holder), await isGood(sibling)]).toEqual([true, true])
    expect((await refresh(world.publicUrl, holder.clientId, holder.refresh)).status).toBe(200)
    expect((await exchange(child, ofStudy)).body['error']).toBe('invalid_request')
    await revoke(holder)
    expect([await isGood(holder), await isGood(sibling)]).toEqual([false, false])
  })

  it('A43, A48: gives nothing for a wrong request, and says why', async () => {
    const holder = await signInServed(world, coordinator.userId)
    for (const [what, form, error] of badExchanges) {
      const { status, body, headers } = await exchange(holder, form)
      expect([what, status, body['error']]).toEqual([what, 400, error])
      expect([what, body['error_description']]).toEqual([
        what,
        expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/),
      ])
      expect(headers.get('cache-control')).toBe('no-store')
    }
    const twice = new URLSearchParams({
      grant_type: grantType,
      client_id: holder.clientId,
      subject_token: holder.access,
      subject_token_type: tokenType,
    })
    twice.append('study', '30001')
    twice.append('study', '30002')
    const { body } = await postForm(`${world.publicUrl}/token`, twice)
    expect(body['error']).toBe('invalid_request')
  })

  it('A48: is not believed with a changed claim, or claims that are not understood', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const child = await narrowed(holder, ofStudy)
    const said = payloadOf(child)
    const [head = '', , signature = ''] = child.access.split('.')
    const encode = (claims: unknown): string =>
      Buffer.from(JSON.stringify(claims)).toString('base64url')
    const widened = [
      { ...said, grants: [{}] },
      { ...said, grants: undefined, act: undefined, parents: undefined },
      { ...said, exp: Number(said['exp']) + 1 },
      { ...said, sub: String(member.userId) },
    ].map((claims) => `${head}.${encode(claims)}.${signature}`)
    const [key] = await world.state.keys.current({ rotateAfter: 1e9, keepFor: 1e9 })
    const { privateKey } = await generateKeyPair('ES256')
    const sign = async (claims: object, by: Parameters<SignJWT['sign']>[0]) =>
      await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key?.kid ?? '' })
        .sign(by)
    const own = await importJWK(key?.jwk ?? {}, 'ES256')
    const odd = [
      { ...said, grants: [] },
      { ...said, grants: undefined },
      { ...said, act: undefined },
      { ...said, parents: undefined },
      { ...said, act: {} },
      { ...said, grants: [{ study: ['30001'] }] },
      { ...said, grants: [{ level: 'all' }] },
    ]
    const tokens = [...widened, await sign(said, privateKey)]
    for (const claims of odd) tokens.push(await sign(claims, own))
    for (const access of tokens)
      expect([access, await isGood({ ...holder, access })]).toEqual([access, false])
    expect(await isGood({ ...holder, access: await sign(said, own) })).toBe(true)
  })

  it('A48: is over at its end', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const child = await narrowed(holder, { ...ofStudy, expires_in: '60' })
    expect(await isGood(child)).toBe(true)
    world.pass(200)
    expect([await isGood(child), await isGood(holder)]).toEqual([false, true])
  })
})
