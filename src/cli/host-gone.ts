import type { Runtime } from '../app/runtime.js'

/** Resolves when stdin ends or the process is interrupted (a signal, or the loss of its parent). */
export const hostGone = async ({ stdin, interrupted }: Runtime): Promise<void> => {
  await new Promise<void>((resolve) => {
    const gone = (): void => {
      resolve()
    }
    for (const event of ['end', 'close', 'error']) stdin.once(event, gone)
    interrupted.addEventListener('abort', gone, { once: true })
    if (interrupted.aborted || stdin.readableEnded || stdin.destroyed) gone()
  })
}
