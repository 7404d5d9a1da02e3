import {
  type CallbackHandler,
  createCallbackHandler,
  type CallbackHandlerOptions,
  type Ending,
} from './callback-handler.js'
import {
  openLoopbackServer,
  type LoopbackOptions,
  type LoopbackOutcome,
} from './loopback-server.js'

export interface CallbackListener extends Pick<
  CallbackHandler,
  'answer' | 'reopen' | 'ignored' | 'expect' | 'offer' | 'offerCode'
> {
  /** One line for the person, when not everything could be bound. */
  readonly warning: string | undefined
  /** Answers the browser and the waiting processes, then closes everything within 100 ms. */
  end(ending: Ending): Promise<void>
}

export type ListenerOutcome =
  | { readonly kind: 'listening'; readonly listener: CallbackListener }
  | Extract<LoopbackOutcome, { readonly kind: 'taken' }>

export interface ListenerOptions
  extends
    Omit<CallbackHandlerOptions, 'holdLimit'>,
    Pick<LoopbackOptions, 'requestLimit' | 'upgraded'> {
  /** Longest time in milliseconds that a browser waits for the final page; 30 s. */
  readonly holdLimit?: number
}

/**
 * Starts to listen for the browser that JHE sends back, or tells that another process does.
 * No address may be shown to the person before the outcome is `listening`.
 * @throws JheError CALLBACK_PORT_BUSY when the system does not allow the port.
 */
export async function openCallbackListener({
  holdLimit = 30_000,
  requestLimit,
  upgraded,
  ...options
}: ListenerOptions): Promise<ListenerOutcome> {
  const handler = createCallbackHandler({ ...options, holdLimit })
  const { redirect, place } = options
  const outcome = await openLoopbackServer({
    redirect,
    respond: (request, response) => {
      handler.respond(request, response)
    },
    requestLimit,
    upgraded,
    place,
  })
  if (outcome.kind === 'taken') return outcome
  const { server } = outcome
  let closing: Promise<void> | undefined
  return {
    kind: 'listening',
    listener: {
      warning: server.warning,
      get answer() {
        return handler.answer
      },
      reopen: handler.reopen,
      ignored: handler.ignored,
      expect: handler.expect,
      offer: handler.offer,
      offerCode: handler.offerCode,
      end: async (ending) => {
        if (closing === undefined) handler.settle(ending)
        closing ??= server.close()
        await closing
      },
    },
  }
}
