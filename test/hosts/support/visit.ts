import { vi } from 'vitest'

import { connectTo } from '../../support/loopback.js'
import type { ServedWorld } from '../../support/serve/served-world.js'
import { authorizeServed } from '../../support/serve/sign-in.js'

/** How long a host on a busy machine may take from showing an address to waiting for its answer. */
const patience = { timeout: 60_000, interval: 50 } as const

/**
 * What a person does with an address that a host shows: the pages, and back to the host.
 * mcp-remote for one shows it before it listens, which no person is fast enough to notice.
 * @param address of the authorization, as the host shows it
 * @param subject who signs in at JHE
 */
export async function visitFor(
  world: Pick<ServedWorld, 'publicUrl' | 'issuer'>,
  address: string,
  subject: number,
): Promise<void> {
  const back = await authorizeServed(world, address, subject)
  await vi.waitFor(async () => {
    const connection = await connectTo(Number(back.port), '', back.hostname)
    connection.destroy()
  }, patience)
  await fetch(back)
}
