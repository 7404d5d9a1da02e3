import { describe, expect, it } from 'vitest'

import { shareNext } from '../../src/share-next.js'

/** Work that waits to be ended, and how often it was begun. */
const heldWork = () => {
  const begun: ((result: string) => void)[] = []
  const work = async () =>
    await new Promise<string>((resolve) => {
      begun.push(resolve)
    })
  return { begun, work }
}

const turn = async () => {
  await new Promise((resolve) => setImmediate(resolve))
}

describe('work shared by those who ask at the same time', () => {
  it('is done once for all who asked before it began', async () => {
    const { begun, work } = heldWork()
    const shared = shareNext(work)
    const answers = [shared(), shared(), shared()]
    await turn()
    expect(begun).toHaveLength(1)
    begun[0]?.('one')
    expect(await Promise.all(answers)).toEqual(['one', 'one', 'one'])
  })

  it('is done again for who asks while it runs, so that no answer is older than its question', async () => {
    const { begun, work } = heldWork()
    const shared = shareNext(work)
    const first = shared()
    await turn()
    const later = [shared(), shared()]
    await turn()
    expect(begun).toHaveLength(1)
    begun[0]?.('before the change')
    expect(await first).toBe('before the change')
    await turn()
    expect(begun).toHaveLength(2)
    begun[1]?.('after it')
    expect(await Promise.all(later)).toEqual(['after it', 'after it'])
  })

  it('fails for those who asked and is tried again for the next', async () => {
    let count = 0
    const shared = shareNext(async () => {
      count += 1
      await turn()
      if (count === 1) throw new Error('no disk')
      return count
    })
    const [first, second] = [shared(), shared()]
    await expect(first).rejects.toThrow('no disk')
    await expect(second).rejects.toThrow('no disk')
    expect(await shared()).toBe(2)
  })
})
