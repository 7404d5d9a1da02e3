/** Milliseconds by which a late page is behind. */
const lateMs = 400

/**
 * Script of pages that a busy machine shows: what the browser does after an event (a form is sent, a
 * link is followed, an answer or a message arrives) begins later, as it may where the processor is
 * taken. A test that reads what is not there yet then fails every time. `npm run test:late` uses it.
 */
export const latePage = `(() => {
  const later = (act) => setTimeout(act, ${lateMs})
  const sent = new WeakSet()
  addEventListener('submit', (event) => {
    const { target: form, submitter } = event
    if (event.defaultPrevented || sent.delete(form)) return
    event.preventDefault()
    later(() => {
      sent.add(form)
      form.requestSubmit(submitter)
    })
  })
  addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null
    if (link === null || event.defaultPrevented || !event.isTrusted) return
    event.preventDefault()
    later(() => link.click())
  })
  addEventListener(
    'message',
    (event) => {
      if (!event.isTrusted) return
      try {
        event.stopImmediatePropagation()
      } catch {
        // the host has put an object of its own in the place of the event
        return
      }
      const { data, origin, source, ports } = event
      const again = new MessageEvent('message', { data, origin, source, ports: [...ports] })
      later(() => dispatchEvent(again))
    },
    true,
  )
  const now = window.fetch
  window.fetch = async (...asked) => {
    await new Promise(later)
    return await now(...asked)
  }
})()`
