import { expect, it } from 'vitest'

import { createMessageLog } from '../../../src/console/message-log.js'

const message = (bytes: number): Parameters<ReturnType<typeof createMessageLog>['add']>[0] => ({
  ...{ at: '2026-11-30T12:00:00.000Z', server: 'jhe', method: 'tools/call', id: 1, ms: 5 },
  direction: 'received',
  kind: 'answer',
  bytes,
})

it('a body that is larger than all that is kept leaves the others where they are', () => {
  const log = createMessageLog(10, 100)
  log.add(message(60), { a: 1 })
  log.add(message(101), { b: 1 })
  log.add(message(40), { c: 1 })
  expect([1, 2, 3].map((number) => log.bodyOf(number))).toEqual([{ a: 1 }, undefined, { c: 1 }])
  expect(log.after(0)).toHaveLength(3)
  log.add(message(50), { d: 1 })
  expect([1, 3, 4].map((number) => log.bodyOf(number))).toEqual([undefined, { c: 1 }, { d: 1 }])
})
