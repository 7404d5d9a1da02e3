import { withPortion } from '../../../src/guard/brake/reading.js'
import type { StateStore } from '../../../src/state/store.js'
import { ends, grantOf, sessionOf, signingAges } from './fixtures.js'

/** Uses every part once. */
export const useAll = async (store: StateStore): Promise<void> => {
  await store.ready(new AbortController().signal)
  for (const model of ['Client', 'Session', 'AuthorizationCode', 'RefreshToken']) {
    await store.oidc(model).upsert(
      `canary-id-${model}`,
      {
        jti: `canary-id-${model}`,
        uid: `canary-uid-${model}`,
        grantId: 'canary-grant',
        redirect_uri: 'https://canary.example/cb',
        clientSecret: 'canary-secret',
        email: 'canary@example.org',
      },
      600,
    )
    await store.oidc(model).find(`canary-id-${model}`)
    await store.oidc(model).findByUid(`canary-uid-${model}`)
    await store.oidc(model).consume(`canary-id-${model}`)
  }
  await store.grants.create(grantOf('canary-grant-2', 7, 'canary-client'), ends)
  await store.grants.touch(['canary-grant-2'])
  await store.grants.list(7)
  await store.grants.renew(
    'canary-grant-2',
    async () => await Promise.resolve({ kind: 'renewed', session: sessionOf('canary-token') }),
  )
  await store.keys.current(signingAges)
  await store.pending.put('canary-state', { verifier: 'canary-verifier' }, 600)
  await store.pending.put('canary-taken', { verifier: 'canary-verifier' }, 600)
  await store.pending.take('canary-taken')
  await store.counts.exchange(new Map([['hash-of-a-person', 3]]))
  const person = { issuer: 'https://canary.example/o', subject: 7 }
  await store.brakes.change(person, (reading, mark) => ({
    next: withPortion(reading, { marks: [mark(40_001)], rows: 3 }, Date.now()),
    answer: undefined,
  }))
  await store.brakes.view(person)
  await store.brakes.list()
  await store.auditHeads.put({ replica: 'replica', seq: 4, hash: 'abc' })
  await store.auditHeads.list()
  await store.purge()
}
